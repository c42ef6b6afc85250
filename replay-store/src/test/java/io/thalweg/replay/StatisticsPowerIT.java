package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.statistics.Draws;
import io.thalweg.replay.statistics.Examination;
import io.thalweg.replay.statistics.Findings;
import io.thalweg.replay.statistics.Fit;
import io.thalweg.replay.statistics.Seeds;
import io.thalweg.replay.statistics.Strata;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link UniformStatisticsIT} and {@link PoolDependenceStatisticsIT} find in a table that is
 * wrong: one whose draws are tampered with, at the same number of draws and the same level.
 */
class StatisticsPowerIT {
  private static final int ROWS = 8_192;
  private static final int POOL = 1_024;
  private static final int STRATA = 8;

  /** As many as twenty seeds' tables draw together there. */
  private static final int DRAWS = 20 * 100_000;

  /** Of the standard normal distribution. */
  private static final double QUANTILE_99 = 2.326;

  @TempDir(factory = MemoryDirectories.class)
  Path temp;

  private SampledTable open(long seed, int pool) {
    ReplayConfig config =
        ReplayConfig.of(8, 8, ROWS).withTiers(TierSizes.of(16L * pool, 4 << 20)).withSeed(seed);
    SampledTable table = SampledTable.open(config, temp.resolve("seed-" + seed + "-" + pool));
    table.offer(ROWS);
    table.core().sealing.sealAll();
    return table;
  }

  @Test
  void twoPercentTooMuchForOneEighthOfHotRowsAreFoundWithAPowerOfNinetyNinePercent() {
    requirePower(ROWS, 20);
  }

  @Test
  void twoPercentTooMuchForOneEighthOfAPoolsRowsAreFoundWithAPowerOfNinetyNinePercent() {
    requirePower(POOL, 6);
  }

  /** The statistic lies so far above the critical value that it is below it once in a hundred. */
  private void requirePower(int pool, int runs) {
    double[] statistics = new double[runs];
    double[] uniform = Strata.uniform(ROWS);
    Strata ages = new Strata(uniform, STRATA);
    for (int run = 0; run < runs; run++) {
      try (SampledTable table = open(1_000 + run, pool)) {
        SplitMix64 random = new SplitMix64(run);
        Frequencies rows = new Frequencies(table);
        int[] batch = new int[Frequencies.BATCH_ROWS];
        for (int i = 0; i < DRAWS / batch.length; i++) {
          table.draw(batch);
          favour(batch, random);
          for (int row : batch) {
            rows.counts[row]++;
          }
        }
        statistics[run] = ages.fitRows(rows.counts).statistic();
      }
    }
    double mean = Arrays.stream(statistics).average().orElseThrow();
    double variance =
        Arrays.stream(statistics).map(x -> (x - mean) * (x - mean)).sum() / (runs - 1);
    double least = mean - QUANTILE_99 * Math.sqrt(variance);
    assertThat(Fit.ofStatistic(least, STRATA - 1).pValue())
        .as("statistics %s", Arrays.toString(statistics))
        .isLessThan(PooledFit.level());
  }

  /** Keys are rows here. The fourth eighth gets 2 % more draws, at the cost of all others. */
  private static void favour(int[] batch, SplitMix64 random) {
    int stratumRows = ROWS / STRATA;
    long bound = (long) (0.02 / (STRATA - 1) * (1L << 40));
    for (int i = 0; i < batch.length; i++) {
      if ((random.nextLong() >>> 24) < bound) {
        batch[i] = 3 * stratumRows + batch[i] % stratumRows;
      }
    }
  }

  @Test
  void batchesThatRepeatOneDrawInFiftyAreFoundWhereverRowsLie() {
    double level = Seeds.level(Findings.TESTS);
    for (long seed = 1; seed <= 5; seed++) {
      try (SampledTable table = open(seed, ROWS)) {
        Findings findings =
            Examination.examine(
                new Sticky(table), Strata.uniform(ROWS), STRATA, 32, Frequencies.BATCH_ROWS, 390);
        assertThat(findings.commonRows().pValue()).as("seed %d", seed).isLessThan(level);
      }
      try (SampledTable table = open(seed, POOL)) {
        PoolDependence measured = new PoolDependence(table);
        measured.draw(new Sticky(table), 390);
        assertThat(measured.commonRowsInExpected())
            .as("seed %d", seed)
            .isGreaterThan(PoolDependence.mostRepeats(POOL, ROWS));
      }
    }
  }

  @Test
  void drawsThatComeInThreesOfOneBlockAreFoundWhereverRowsLie() {
    double level = Seeds.level(Findings.TESTS);
    for (long seed = 1; seed <= 5; seed++) {
      try (SampledTable table = open(seed, ROWS)) {
        Findings findings =
            Examination.examine(
                batch -> {
                  table.draw(batch);
                  for (int i = 0; i < batch.length; i++) {
                    batch[i] = (batch[i - i % 3] + i % 3) % ROWS;
                  }
                },
                Strata.uniform(ROWS),
                STRATA,
                32,
                Frequencies.BATCH_ROWS,
                390);
        assertThat(findings.adjacentPairs().pValue()).as("seed %d", seed).isLessThan(level);
      }
      try (SampledTable table = open(seed, POOL)) {
        PoolDependence measured = new PoolDependence(table);
        measured.draw(new Threes(table, seed), 390);
        assertThat(measured.matesInExpected())
            .as("seed %d", seed)
            .isGreaterThan(PoolDependence.MARGIN * PoolDependence.mates(POOL, ROWS));
      }
    }
  }

  /** One draw in fifty is one of the last batch again. Not thread-safe. */
  private static final class Sticky implements Draws {
    private final SampledTable table;
    private final int[] last = new int[Frequencies.BATCH_ROWS];

    Sticky(SampledTable table) {
      this.table = table;
      table.draw(last);
    }

    @Override
    public void next(int[] rows) {
      table.draw(rows);
      for (int i = 0; i < rows.length; i += 50) {
        rows[i] = last[i];
      }
      System.arraycopy(rows, 0, last, 0, rows.length);
    }
  }

  /** Two of three draws are of other rows of the block of the third. Not thread-safe. */
  private static final class Threes implements Draws {
    private final SampledTable table;
    private final SplitMix64 random;
    private final Map<Integer, List<Integer>> blocks;

    Threes(SampledTable table, long seed) {
      this.table = table;
      this.random = new SplitMix64(seed);
      this.blocks =
          Arrays.stream(table.keys()).boxed().collect(Collectors.groupingBy(table::block));
    }

    @Override
    public void next(int[] rows) {
      table.draw(rows);
      for (int i = 0; i < rows.length; i++) {
        if (i % 3 != 0) {
          List<Integer> mates = blocks.get(table.block(rows[i - i % 3]));
          rows[i] = mates.get((int) random.nextLong(mates.size()));
        }
      }
    }
  }
}
