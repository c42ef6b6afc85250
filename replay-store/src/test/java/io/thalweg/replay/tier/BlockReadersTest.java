package io.thalweg.replay.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BlockReadersTest {
  private static final long NEW_PLACE = 7;

  /** Block 3 is lost, block 4 can't be read, block 5 has moved; others hold their number. */
  private static int read(long sequence, long place, ByteBuffer scratch, ByteBuffer into) {
    if (sequence == 3 || (sequence == 5 && place != NEW_PLACE)) {
      return BlockSource.ABSENT;
    }
    if (sequence == 4) {
      throw new TierException("block 4");
    }
    into.clear().putLong(0, sequence).limit(Long.BYTES);
    return Long.BYTES;
  }

  @Test
  void blocksComeInTheOrderOfTheRequests() {
    try (BlockReaders readers = new BlockReaders(BlockReadersTest::read, 3, 8, Long.BYTES)) {
      for (int round = 0; round < 200; round++) {
        for (long sequence = 10; sequence < 18; sequence++) {
          assertThat(readers.isFull()).isFalse();
          readers.request((int) sequence, sequence, -1);
        }
        assertThat(readers.isFull()).isTrue();
        for (long sequence = 10; sequence < 18; sequence++) {
          assertThat(readers.sequence(0)).isEqualTo(sequence);
          assertThat(readers.await(-1).getLong(0)).isEqualTo(sequence);
          readers.release();
        }
        assertThat(readers.isEmpty()).isTrue();
      }
    }
  }

  @Test
  void aFailedOrLostReadIsGivenBackAndTheNextOneIsRight() {
    try (BlockReaders readers = new BlockReaders(BlockReadersTest::read, 2, 8, Long.BYTES)) {
      for (long sequence = 3; sequence < 7; sequence++) {
        readers.request(0, sequence, -1);
      }
      assertThatThrownBy(() -> readers.await(-1))
          .hasMessageContaining("sequence=3, cause=it is lost");
      assertThatThrownBy(() -> readers.await(-1)).hasMessageContaining("sequence=4, cause=block 4");
      assertThat(readers.await(NEW_PLACE).getLong(0)).isEqualTo(5);
      readers.release();
      assertThat(readers.await(-1).getLong(0)).isEqualTo(6);
      readers.release();
      readers.request(0, 4, -1);
      readers.discard();
      assertThat(readers.isEmpty()).isTrue();
    }
  }

  @Test
  void closeWaitsForReadsUnderWayAlsoIfInterrupted() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    AtomicInteger underWay = new AtomicInteger();
    BlockReaders readers =
        new BlockReaders(
            (sequence, place, scratch, into) -> {
              underWay.incrementAndGet();
              started.countDown();
              long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
              underWay.decrementAndGet();
              return 0;
            },
            1,
            4,
            Long.BYTES);
    readers.request(0, 1, -1);
    started.await();
    Thread.currentThread().interrupt();
    readers.close();
    assertThat(underWay.get()).isZero();
    assertThat(Thread.interrupted()).isTrue();
  }
}
