package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.statistics.Examination;
import io.thalweg.replay.statistics.Findings;
import io.thalweg.replay.statistics.Seeds;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Uniform selection: every stored row as often as any other, whatever the table went through and
 * wherever the row lies. Twenty tables a scenario, a preset seed each.
 *
 * <p>Over many draws a pool draws more evenly than independent draws would (a row comes back after
 * about as many draws as there are rows), so that Pearson's statistic is too small, never too
 * large: the tests keep their level, and find more than their number of draws promises.
 */
class UniformStatisticsIT {
  private static final int GROUPS = 8;
  private static final int ROWS = 8_192;
  private static final int EIGHTH_HOT = 1_024;
  private static final int THIRD_HOT = 2_458;
  private static final int DRAWS = 100_000 * StatisticsScale.DRAWS;

  @TempDir(factory = MemoryDirectories.class)
  Path temp;

  private static ReplayConfig config(int rowBytes, int hotRows) {
    return ReplayConfig.of(rowBytes, GROUPS, ROWS)
        .withColumns(4)
        .withTiers(TierSizes.of(hotRows * (rowBytes + 8L), 4 << 20));
  }

  static Stream<Arguments> scenarios() {
    ReplayConfig allHot = config(8, ROWS);
    ReplayConfig pool = config(8, EIGHTH_HOT);
    ReplayConfig window = pool.withRetention(Retention.WINDOW);
    ReplayConfig cold = withColdTier(config(1_024, EIGHTH_HOT));
    return Stream.of(
        scenario("all rows hot", allHot, 2, table -> table.offer(ROWS)),
        scenario("all rows hot, a reservoir", allHot, 2, table -> table.offer(5 * ROWS)),
        scenario("a pool over sealed rows", pool, 1, UniformStatisticsIT::offerAndSeal),
        scenario(
            "a pool over sealed and staged rows", pool, 2, table -> table.offer(ROWS + ROWS / 20)),
        scenario(
            "a large pool over sealed rows",
            config(8, THIRD_HOT),
            1,
            UniformStatisticsIT::offerAndSeal),
        scenario(
            "a pool over a reservoir that has replaced most rows",
            pool,
            2,
            table -> table.offer(5 * ROWS)),
        scenario(
            "a pool over a window that has turned over",
            window,
            2,
            table -> table.offer(3 * ROWS + 300)),
        scenario("a pool over three tiers", cold, 3, table -> table.offer(2 * ROWS)),
        scenario("deletions, rewrites and expiry", pool, 2, UniformStatisticsIT::change),
        scenario("a restored pool", pool, 2, UniformStatisticsIT::restoreAndOffer),
        scenario(
            "one instance, two, and one again",
            pool,
            1,
            table -> table.offer(2 * ROWS).rescale(ROWS)));
  }

  /** A warm tier just large enough for what it must hold. */
  private static ReplayConfig withColdTier(ReplayConfig config) {
    TierSizes tiers = TierSizes.of(config.tiers().hotBytes(), 1 << 20).withDisk(0, 64 << 20);
    long least = config.withTiers(tiers).leastWarmDiskBytes(new GroupRange(0, GROUPS - 1));
    return config.withTiers(tiers.withDisk(least, 64 << 20));
  }

  private static Arguments scenario(
      String name, ReplayConfig config, int tiers, Consumer<SampledTable> prepare) {
    return Arguments.of(name, config, tiers, prepare);
  }

  private static void offerAndSeal(SampledTable table) {
    table.offer(ROWS);
    table.core().sealing.sealAll();
  }

  private static void restoreAndOffer(SampledTable table) {
    table.offer(2 * ROWS);
    table.draw(new int[256]);
    table.restore();
    table.offer(ROWS / 2);
  }

  private static void change(SampledTable table) {
    table.offer(ROWS);
    ByteBuffer columns = ByteBuffer.allocate(4);
    for (int key = 0; key < ROWS; key++) {
      if (key % 7 == 0) {
        table.core().delete(key);
      } else if (key % 5 == 0) {
        table.core().rewrite(key, 4 - key % 3, columns);
      }
    }
    new Erasing(table.core()).expireBefore(ROWS / 10 * 1_000L);
    table.offer(ROWS / 40);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void everyRowIsDrawnAsOftenAsAnyOther(
      String name, ReplayConfig config, int tiers, Consumer<SampledTable> prepare) {
    PooledFit fit = new PooledFit();
    for (long seed : Seeds.preset()) {
      Path place = temp.resolve("seed-" + seed);
      try (SampledTable table = SampledTable.open(config.withSeed(seed), place)) {
        prepare.accept(table);
        Frequencies frequencies = Frequencies.of(table);
        assertThat(Arrays.stream(frequencies.keys).map(table::tier).distinct()).hasSize(tiers);
        forgetWhatWasHot(table);
        frequencies.draw(table, DRAWS);
        fit.add(seed, frequencies);
      }
    }
    fit.requireUniform();
  }

  /** After 8 times as many draws as the pool has rows, e^-8 of it are still the first ones. */
  private static void forgetWhatWasHot(SampledTable table) {
    if (!table.core().store.allHot()) {
      int[] batch = new int[256];
      for (int i = 0; i < table.core().store.hotRows() / 32; i++) {
        table.draw(batch);
      }
    }
  }

  /** Where every row is hot, draws are independent: all examinations at once. */
  @Test
  void drawsOfHotRowsAreIndependent() {
    double level = Seeds.level(Findings.TESTS);
    for (long seed : Seeds.preset()) {
      Path place = temp.resolve("seed-" + seed);
      try (SampledTable table = SampledTable.open(config(8, ROWS).withSeed(seed), place)) {
        table.offer(2 * ROWS);
        Frequencies rows = new Frequencies(table);
        Findings findings =
            Examination.examine(
                batch -> {
                  table.draw(batch);
                  for (int i = 0; i < batch.length; i++) {
                    batch[i] = rows.row(batch[i]);
                  }
                },
                rows.uniform,
                8,
                32,
                256,
                DRAWS / 256);
        assertThat(findings.smallestPValue())
            .as("seed %d: %s", seed, findings)
            .isGreaterThan(level);
      }
    }
  }

  /**
   * At first the rows that are hot are drawn, and a row leaves the pool when it was drawn: as many
   * draws as the pool has rows, less those that were due to them anyway.
   */
  @Test
  void whatIsHotAtTheStartIsDrawnAtMostAPoolMoreOften() {
    double excess = 0;
    for (long seed : Seeds.preset()) {
      Path place = temp.resolve("seed-" + seed);
      try (SampledTable table = SampledTable.open(config(8, EIGHTH_HOT).withSeed(seed), place)) {
        table.offer(ROWS);
        Frequencies rows = Frequencies.of(table);
        int draws = 8 * EIGHTH_HOT;
        rows.draw(table, draws);
        long hot = rows.divisions().get("hot").sums(rows.counts)[1];
        excess += (hot - draws * (double) EIGHTH_HOT / ROWS) / Seeds.COUNT;
      }
    }
    double most = EIGHTH_HOT * (1 - (double) EIGHTH_HOT / ROWS);
    assertThat(excess).isBetween(0.8 * most, 1.02 * most);
  }
}
