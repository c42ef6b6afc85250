package io.thalweg.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class AllocatedBytesTest {
  private static final int BYTES = 3 << 20;

  private byte[] kept = new byte[0];

  @Test
  void readingAllocatesNothing() {
    AllocatedBytes allocated = new AllocatedBytes();
    allocated.total();
    long before = allocated.total();
    assertThat(allocated.total() - before).isLessThan(1_000);
  }

  @Test
  void countsWhatOtherThreadsAllocateToo() throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              await(begin);
              kept = new byte[BYTES];
              done.countDown();
              await(end);
            });
    other.start();
    AllocatedBytes allocated = new AllocatedBytes();
    long before = allocated.total();
    begin.countDown();
    await(done);
    long bytes = allocated.total() - before;
    end.countDown();
    other.join();
    assertThat(bytes).isGreaterThanOrEqualTo(kept.length).isGreaterThanOrEqualTo(BYTES);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
