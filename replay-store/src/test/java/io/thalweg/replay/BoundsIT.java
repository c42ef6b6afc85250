package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.replay.tier.WarmTier;
import io.thalweg.replay.tier.cold.SegmentFiles;
import io.thalweg.replay.tier.rocksdb.NativeHandles;
import io.thalweg.replay.tier.rocksdb.WarmOptions;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsIT {
  @TempDir(factory = MemoryDirectories.class)
  Path temp;

  /** Remembers the warm tier, to ask for its memory. */
  private static final class Watched implements Storage {
    private WarmTier warm;

    @Override
    public WarmTier openWarm(Path directory, WarmOptions options) {
      warm = LOCAL.openWarm(directory, options);
      return warm;
    }

    @Override
    public SegmentFiles openCold(Path directory) throws IOException {
      return LOCAL.openCold(directory);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RESERVOIR, false",
    "WINDOW, false",
    "CLASS_BALANCED, true",
    "LOSS_AWARE, false",
    "RESERVOIR, true",
    "WINDOW, true"
  })
  void memoryAndDiskStayWithinTheirBounds(Retention retention, boolean cold) throws Exception {
    ReplayConfig config = Tables.config(retention, Selection.UNIFORM, Tables.Mode.POOL);
    // Segments of some 200 KB: the oldest of a few is dropped again and again.
    long coldBytes = cold ? 900_000 : 0;
    config = config.withTiers(config.tiers().withDisk(0, coldBytes));
    long least = config.leastWarmDiskBytes(Tables.ALL);
    config = config.withTiers(config.tiers().withDisk(least, coldBytes));
    Watched storage = new Watched();
    System.gc();
    long directBefore = directBytes();
    Path directory = temp.resolve("t");
    AtomicLong warmMost = new AtomicLong();
    AtomicLong coldMost = new AtomicLong();
    long memoryMost = 0;
    long directMost = 0;
    boolean wasCold = false;
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, directory, storage)) {
      Thread watcher = new Thread(() -> watch(directory, warmMost, coldMost));
      watcher.start();
      SplittableRandom random = new SplittableRandom(1);
      for (int number = 0; number < 20 * Tables.CAPACITY; number++) {
        table.offer(number % Tables.GROUPS, Tables.meta(number), noise(number));
        if (random.nextInt(10) == 0) {
          int any = Math.max(0, number - random.nextInt(3_000));
          if (random.nextBoolean()) {
            table.rewrite(Tables.key(any), 2, Tables.columns(any));
          } else {
            table.delete(Tables.key(any));
          }
        }
        if (number % 500 == 0) {
          memoryMost = Math.max(memoryMost, NativeHandles.memoryBytes(storage.warm));
          directMost = Math.max(directMost, directBytes() - directBefore);
          wasCold |= table.stats().coldDiskBytes() > 0;
        }
      }
      watcher.interrupt();
      watcher.join();
      assertThat(table.stats().size()).isPositive();
    }
    System.out.printf(
        "%s, cold=%s: warm disk %d of %d, cold disk %d of %d, warm memory %d of %d, direct %d of %d%n",
        retention,
        cold,
        warmMost.get(),
        least,
        coldMost.get(),
        coldBytes,
        memoryMost,
        config.tiers().warmMemoryBytes(),
        directMost,
        config.directBytes(Tables.ALL));
    assertThat(warmMost.get()).isPositive().isLessThanOrEqualTo(least);
    assertThat(coldMost.get()).isLessThanOrEqualTo(coldBytes);
    assertThat(wasCold).isEqualTo(cold);
    assertThat(memoryMost).isLessThanOrEqualTo(config.tiers().warmMemoryBytes());
    // Not surely positive: what earlier tests have left may be collected meanwhile.
    assertThat(directMost).isLessThanOrEqualTo(config.directBytes(Tables.ALL));
    assertThat(config.memoryBytes(Tables.ALL))
        .isGreaterThan(config.directBytes(Tables.ALL) + config.tiers().warmMemoryBytes());
  }

  /** Bytes that don't compress. */
  private static java.nio.ByteBuffer noise(int number) {
    byte[] bytes = new byte[Tables.ROW_BYTES + Tables.COLUMN_BYTES];
    new SplittableRandom(number).nextBytes(bytes);
    return java.nio.ByteBuffer.wrap(bytes);
  }

  private static void watch(Path directory, AtomicLong warmMost, AtomicLong coldMost) {
    while (!Thread.currentThread().isInterrupted()) {
      Map<String, Long> files = Tables.files(directory);
      files.keySet().removeIf(name -> !name.endsWith(".sst"));
      long bytes = files.values().stream().mapToLong(Long::longValue).sum();
      warmMost.accumulateAndGet(bytes, Math::max);
      if (Files.exists(directory.resolve("cold"))) {
        long cold =
            Tables.files(directory.resolve("cold")).values().stream().mapToLong(b -> b).sum();
        coldMost.accumulateAndGet(cold, Math::max);
      }
    }
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void manySnapshotsOfFewRowsNeverRunOutOfBlocks() {
    ReplayConfig config =
        ReplayConfig.of(Tables.ROW_BYTES, Tables.GROUPS, 240).withColumns(Tables.COLUMN_BYTES);
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp.resolve("t"))) {
      for (int number = 0; number < 360; number++) {
        Tables.offer(table, number);
        if (number % 3 == 0) {
          table.snapshotTo(temp.resolve("s"));
          Tables.deleteAll(temp.resolve("s"));
        }
      }
      assertThat(Tables.contents(table)).isNotEmpty();
    }
  }

  @Test
  void aPoolThatDeletionsHaveEmptiedFillsAgain() {
    ReplayConfig config = Tables.config(Retention.WINDOW, Selection.UNIFORM, Tables.Mode.POOL);
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp.resolve("t"))) {
      Tables.offerAll(table, Tables.ALL, 0, 6_000);
      int hot = 0;
      for (int number = 0; number < 6_000 && table.stats().hotRows() > 0; number++) {
        if (table.size() > 1 && table.contains(Tables.key(number))) {
          long before = table.stats().hotRows();
          long size = table.size();
          table.delete(Tables.key(number));
          hot += before > table.stats().hotRows() ? 1 : 0;
          if (table.stats().hotRows() == before && size - 1 == before) {
            break;
          }
        }
      }
      assertThat(hot).isPositive();
      if (table.size() > 0) {
        assertThat(Tables.draw(table, config, 2)).hasSize(128);
      }
    }
  }

  @Test
  void whatCannotHoldItsBoundsIsRefusedAtTheStart() {
    ReplayConfig config = Tables.config(Retention.WINDOW, Selection.UNIFORM, Tables.Mode.POOL);
    TierSizes tiers = config.tiers();
    assertRefused(config.withTiers(TierSizes.of(1_000, 1 << 20)), "hotBytes=1000");
    long least = config.leastWarmDiskBytes(Tables.ALL);
    assertRefused(config.withTiers(tiers.withDisk(least - 1, 0)), "set it to " + least);
    assertRefused(config.withTiers(tiers.withDisk(0, 1)), "coldDiskBytes=1 is too small");
    ReplayTable.open(config.withTiers(tiers.withDisk(least, 0)), Tables.ALL, temp.resolve("least"))
        .close();
  }

  private void assertRefused(ReplayConfig config, String message) {
    assertThatThrownBy(() -> ReplayTable.open(config, Tables.ALL, temp.resolve("r")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
    assertThat(temp.resolve("r")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"RESERVOIR", "WINDOW"})
  void frequentSnapshotsLeaveFewFiles(Retention retention) throws IOException {
    ReplayConfig config = Tables.config(retention, Selection.UNIFORM, Tables.Mode.POOL);
    // Files of half the full size are not small, and may be half dead.
    long large = 4L * config.slots(Tables.ALL) * config.rowBytes() / config.fileBytes();
    int most = config.mostBlockFiles(Tables.ALL) + (int) large;
    Watched storage = new Watched();
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp.resolve("table"), storage)) {
      for (int step = 0; step < 3 * most; step++) {
        Tables.offerAll(table, Tables.ALL, 40 * step, 40 * step + 40);
        Path target = temp.resolve("snapshot");
        table.snapshotTo(target);
        Tables.deleteAll(target);
        // What was restaged, and what this snapshot has sealed, is in files of its own.
        assertThat(storage.warm.blockFiles().size()).isLessThanOrEqualTo(most + 2);
      }
    }
  }
}
