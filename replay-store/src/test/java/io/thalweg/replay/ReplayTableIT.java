package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.replay.tier.TierException;
import io.thalweg.replay.tier.rocksdb.NativeHandles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayTableIT {
  private static final ReplayConfig RESERVOIR = Tables.config(Retention.RESERVOIR);

  @TempDir Path temp;

  @AfterEach
  void everyNativeHandleIsClosed() {
    assertThat(NativeHandles.open()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Retention.class)
  void holdsWhatAnIndependentModelHoldsAndCountsIt(Retention retention) {
    ReplayConfig config = Tables.config(retention);
    ReplayOracle oracle = new ReplayOracle(config);
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp)) {
      for (int step = 0; step < 3_000; step += 300) {
        Tables.offerStream(table, Tables.ALL, step, step + 300);
        Tables.offerStream(oracle, step, step + 300);
        Map<Long, Long> expected = oracle.rows();
        assertThat(Tables.contents(table)).isEqualTo(expected);
        long hot = expected.keySet().stream().filter(address -> address.intValue() < 20).count();
        ReplayStats stats = table.stats();
        assertThat(table.size()).isEqualTo(expected.size()).isEqualTo(stats.size());
        assertThat(stats.hotRows()).isEqualTo(hot);
        assertThat(stats.hotRows() * Tables.ROW_BYTES).isLessThanOrEqualTo(config.hotBytes());
        assertThat(stats.warmRows()).isEqualTo(expected.size() - hot);
        assertThat(stats.offered()).isEqualTo(step + 300);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Retention.class)
  void aGroupHoldsTheSameInOneInstanceAndInTwo(Retention retention) {
    ReplayConfig config = Tables.config(retention);
    GroupRange low = new GroupRange(0, 4);
    GroupRange high = new GroupRange(5, Tables.GROUPS - 1);
    try (ReplayTable whole = ReplayTable.open(config, Tables.ALL, temp.resolve("whole"));
        ReplayTable first = ReplayTable.open(config, low, temp.resolve("low"));
        ReplayTable second = ReplayTable.open(config, high, temp.resolve("high"))) {
      Tables.offerStream(whole, Tables.ALL, 0, 2_000);
      Tables.offerStream(second, high, 0, 2_000);
      Tables.offerStream(first, low, 0, 2_000);
      Map<Long, Long> both = Tables.contents(first);
      both.putAll(Tables.contents(second));
      assertThat(both).isEqualTo(Tables.contents(whole));
    }
  }

  @Test
  void anOfferedRowIsDrawnAtOnceAndByteForByteFromEitherTier() {
    for (long hotBytes : new long[] {0, 1 << 20}) {
      ReplayConfig config =
          new ReplayConfig(Tables.ROW_BYTES, 4, 4_000, hotBytes, Retention.WINDOW, 3, 1 << 20);
      try (ReplayTable table =
          ReplayTable.open(config, new GroupRange(2, 2), temp.resolve("hot" + hotBytes))) {
        assertThat(Tables.draw(table, 5)).isEmpty();
        assertThat(table.offer(2, TestRows.row(41, Tables.ROW_BYTES))).isEqualTo(Offer.STORED);
        assertThat(Tables.draw(table, 5)).containsOnly(41L);
        for (long id = 0; id < 999; id++) {
          table.offer(2, TestRows.row(id, Tables.ROW_BYTES));
        }
        assertThat(table.offer(2, TestRows.row(42, Tables.ROW_BYTES))).isEqualTo(Offer.REPLACED);
        ReplayStats before = table.stats();
        ByteBuffer heap = ByteBuffer.allocate(100 * Tables.ROW_BYTES + 1);
        assertThat(table.sample(100, heap)).isEqualTo(new SampleInfo(100, 1_000, 0.001));
        assertThat(heap.position()).isZero();
        for (int i = 0; i < 100; i++) {
          TestRows.checkedId(heap, i * Tables.ROW_BYTES, Tables.ROW_BYTES);
        }
        ReplayStats after = table.stats();
        assertThat(after.hotHits() - before.hotHits()).isEqualTo(hotBytes > 0 ? 100 : 0);
        assertThat(after.warmReads() - before.warmReads()).isEqualTo(hotBytes > 0 ? 0 : 100);
      }
    }
  }

  @Test
  void outcomesAddUpToWhatIsStored() {
    try (ReplayTable table = ReplayTable.open(RESERVOIR, Tables.ALL, temp)) {
      Map<Offer, Integer> outcomes = new HashMap<>();
      for (int number = 0; number < 1_000; number++) {
        Offer outcome = table.offer(7, TestRows.row(number, Tables.ROW_BYTES));
        outcomes.merge(outcome, 1, Integer::sum);
      }
      assertThat(outcomes.get(Offer.STORED)).isEqualTo(50).isEqualTo((int) table.size());
      // Algorithm R replaces sum(50 / t) for t = 51 to 1000, that is 149 of 950 on average.
      assertThat(outcomes.get(Offer.REPLACED)).isBetween(110, 190);
      assertThat(outcomes.get(Offer.SKIPPED)).isEqualTo(950 - outcomes.get(Offer.REPLACED));
    }
  }

  @Test
  void misuseIsRefusedInOneLine() {
    ReplayTable table = ReplayTable.open(RESERVOIR, new GroupRange(2, 5), temp.resolve("t"));
    ByteBuffer row = TestRows.row(1, Tables.ROW_BYTES);
    assertThatThrownBy(() -> table.offer(6, row))
        .hasMessage("replay group 6 is not owned here: owned=2..5");
    assertThatThrownBy(() -> table.offer(2, TestRows.row(1, 39)))
        .hasMessage("replay row length differs: group=2, bytes=39, expected=40");
    assertThatThrownBy(() -> table.sample(2, ByteBuffer.allocate(79)))
        .hasMessage("replay batch doesn't fit: rows=2, rowBytes=40, buffer=79 bytes");
    table.close();
    table.close();
    assertThatThrownBy(() -> table.offer(2, row)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> table.sample(1, row)).isInstanceOf(IllegalStateException.class);
    assertThat(table.stats().warmDiskBytes()).isZero();
    assertThatThrownBy(() -> ReplayTable.open(RESERVOIR, new GroupRange(2, 12), temp))
        .hasMessage("replay table: owned=2..12 reaches beyond groups=12");
    assertThatThrownBy(() -> ReplayTable.open(RESERVOIR, Tables.ALL, temp.resolve("t")))
        .hasMessageContaining("is not empty");
  }

  @Test
  void aTableThatLostAWriteNeverMakesASnapshot() throws IOException {
    ReplayConfig large = new ReplayConfig(4_096, 1, 1_000_000, 0, Retention.WINDOW, 1, 1 << 20);
    Path directory = temp.resolve("t");
    try (ReplayTable table = ReplayTable.open(large, new GroupRange(0, 0), directory)) {
      delete(directory);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  table.offer(0, TestRows.row(i, 4_096));
                }
              })
          .isInstanceOf(TierException.class)
          .hasMessageContaining("action=write, directory=" + directory)
          .hasMessageNotContaining("\n");
      assertThatThrownBy(() -> table.snapshotTo(temp.resolve("s")))
          .isInstanceOf(TierException.class);
    }
  }

  @Test
  void hotMemoryThatCannotBeHadLeavesNothingOpen() {
    ReplayConfig greedy =
        new ReplayConfig(1 << 20, 1, Integer.MAX_VALUE, 1L << 44, Retention.WINDOW, 1, 1 << 20);
    assertThatThrownBy(() -> ReplayTable.open(greedy, new GroupRange(0, 0), temp))
        .isInstanceOf(TierException.class)
        .hasMessageContaining("hotBytes=");
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> children = files.sorted(java.util.Comparator.reverseOrder()).toList();
      for (Path path : children) {
        Files.delete(path);
      }
    }
  }
}
