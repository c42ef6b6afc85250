package io.thalweg.replay.tier.cold;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.tier.TierException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdTierConcurrencyTest {
  private static final int READERS = 4;
  private static final int SEGMENTS = 150;
  private static final int WINDOW = 4;
  private static final int BLOCKS = 4;
  private static final int BLOCK_BYTES = 8_192;

  @TempDir Path directory;
  private final AtomicLong newest = new AtomicLong();
  private final AtomicLong whole = new AtomicLong();
  private final AtomicLong gone = new AtomicLong();

  @Test
  void readsWhileSegmentsAreDroppedEndWithAllBytesOrGone() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(READERS);
    try (ColdTier tier = ColdTier.open(new LocalSegmentFiles(directory), 1)) {
      tier.add(0, TestBlocks.random(0, BLOCKS, BLOCK_BYTES));
      List<Future<?>> readers = new ArrayList<>();
      for (int reader = 0; reader < READERS; reader++) {
        int seed = reader;
        readers.add(threads.submit(() -> readUntilTheEnd(tier, seed)));
      }
      for (long segment = 1; segment < SEGMENTS; segment++) {
        tier.add(segment, TestBlocks.random(segment, BLOCKS, BLOCK_BYTES));
        newest.set(segment);
        if (segment >= WINDOW) {
          tier.drop(segment - WINDOW);
        }
      }
      newest.set(SEGMENTS);
      for (Future<?> reader : readers) {
        reader.get(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(whole).hasPositiveValue();
    assertThat(gone).hasPositiveValue();
  }

  /** Reader 0 is interrupted now and then, which closes the channels under the others. */
  private void readUntilTheEnd(ColdTier tier, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer into = ByteBuffer.allocateDirect(BLOCK_BYTES);
    for (long now = newest.get(); now < SEGMENTS; now = newest.get()) {
      long segment = Math.max(0, now - random.nextInt(WINDOW + 1));
      int block = random.nextInt(BLOCKS);
      boolean interrupt = seed == 0 && random.nextInt(20) == 0;
      if (interrupt) {
        Thread.currentThread().interrupt();
      }
      try {
        tier.read(segment, block, into.clear());
        assertThat(into.flip()).isEqualTo(TestBlocks.bytes(segment, block, BLOCK_BYTES));
        whole.incrementAndGet();
      } catch (SegmentGoneException e) {
        gone.incrementAndGet();
      } catch (TierException e) {
        assertThat(interrupt).as(e.getMessage()).isTrue();
      } finally {
        assertThat(Thread.interrupted()).isEqualTo(interrupt);
      }
    }
  }
}
