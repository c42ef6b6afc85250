package io.thalweg.replay.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.select.SplitMix64;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The tests of selectors, tested: what is right passes under every preset seed, and each kind of
 * wrong is caught by the test that is there for it.
 */
class SelectorStatisticsTest {
  private static final int ROW_BITS = 12;
  private static final int ROWS = 1 << ROW_BITS;
  private static final int STRATA = 8;
  private static final int STRATUM_ROWS = ROWS / STRATA;
  private static final int NEAR_ROWS = 32;
  private static final int BATCH_ROWS = 256;
  private static final int BATCHES = 7_500;

  /** Enough for the gross dependence that pairs and lags are to catch. */
  private static final int FEW_BATCHES = 1_500;

  private static final int POWER_RUNS = 200;
  private static final double LEVEL = Seeds.level(Findings.TESTS);
  private static final double[] UNIFORM = Strata.uniform(ROWS);

  @Test
  void independentUniformDrawsPassUnderEverySeed() {
    for (long seed : Seeds.preset()) {
      Findings findings = examine(uniform(seed), BATCHES);
      assertThat(findings.smallestPValue()).as("seed %d: %s", seed, findings).isGreaterThan(LEVEL);
    }
  }

  /** 1.92 M draws; the level is the one at which independent draws pass above. */
  @Test
  void aStratumDrawnTwoPercentTooOftenIsCaughtInNinetyNineOfAHundredRuns() {
    Strata strata = new Strata(UNIFORM, STRATA);
    double power =
        Seeds.power(
            POWER_RUNS, seed -> strata.fit(biased(seed), BATCH_ROWS, BATCHES).pValue() < LEVEL);
    assertThat(power).isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void drawsInClustersAreCaughtByPairs() {
    for (long seed : Seeds.preset()) {
      Findings findings = examine(clustered(seed, 50), FEW_BATCHES);
      assertThat(findings.adjacentPairs().pValue()).as("seed %d", seed).isLessThan(LEVEL);
      assertThat(findings.nearPairs().pValue()).as("seed %d", seed).isLessThan(LEVEL);
    }
  }

  @Test
  void batchesThatRepeatOneDrawInFiftyAreCaughtByTheRowsInCommon() {
    for (long seed : Seeds.preset()) {
      Findings findings = examine(sticky(seed, 50), FEW_BATCHES);
      assertThat(findings.commonRows().pValue()).as("seed %d", seed).isLessThan(LEVEL);
      assertThat(findings.strata().pValue()).as("seed %d", seed).isGreaterThan(LEVEL);
    }
  }

  @Test
  void batchesThatPreferTheStrataOfTheLastOneAreCaughtByTheirCounts() {
    for (long seed : Seeds.preset()) {
      Findings findings = examine(wandering(seed), FEW_BATCHES);
      assertThat(findings.strataLag().pValue()).as("seed %d", seed).isLessThan(LEVEL);
      assertThat(findings.strataLag().observed()).isPositive();
    }
  }

  /** Draws come in threes of one row: Pearson's statistic alone would reject what is uniform. */
  @Test
  void aMeasuredDesignEffectCorrectsTheFitOfClusteredDraws() {
    int rejectedUncorrected = 0;
    for (long seed : Seeds.preset()) {
      Findings findings = examine(tripled(uniform(seed)), FEW_BATCHES);
      rejectedUncorrected += findings.strata().pValue() < 0.05 ? 1 : 0;
      assertThat(findings.designEffect()).isBetween(2.9, 3.1);
      assertThat(findings.clusteredStrata().pValue()).as("seed %d", seed).isGreaterThan(LEVEL);
      assertThat(examine(tripled(biased(seed, 12)), FEW_BATCHES).clusteredStrata().pValue())
          .isLessThan(LEVEL);
    }
    assertThat(rejectedUncorrected).isGreaterThan(5);
  }

  /** Over many seeds the p-values of right draws are uniform, or levels would mean nothing. */
  @Test
  void pValuesOfRightDrawsAreUniform() {
    int runs = 400;
    long[][] tenths = new long[Findings.TESTS][10];
    for (int run = 0; run < runs; run++) {
      Findings findings = examine(uniform(5_000 + run), 100);
      double[] pValues = {
        findings.rows().pValue(),
        findings.strata().pValue(),
        findings.clusteredStrata().pValue(),
        findings.repeatedPairs().pValue(),
        findings.adjacentPairs().pValue(),
        findings.nearPairs().pValue(),
        findings.strataLag().pValue(),
        findings.commonRows().pValue()
      };
      for (int i = 0; i < pValues.length; i++) {
        tenths[i][(int) Math.min(9, pValues[i] * 10)]++;
      }
    }
    for (int i = 0; i < tenths.length; i++) {
      assertThat(Fit.pearson(tenths[i], Strata.uniform(10)).pValue())
          .as("test %d: %s", i, Arrays.toString(tenths[i]))
          .isGreaterThan(1e-4);
    }
  }

  private static Findings examine(Draws draws, int batches) {
    return Examination.examine(draws, UNIFORM, STRATA, NEAR_ROWS, BATCH_ROWS, batches);
  }

  private static Draws uniform(long seed) {
    SplitMix64 random = new SplitMix64(seed);
    return rows -> {
      for (int i = 0; i < rows.length; i++) {
        rows[i] = (int) (random.nextLong() >>> (Long.SIZE - ROW_BITS));
      }
    };
  }

  private static Draws biased(long seed) {
    return biased(seed, 2);
  }

  /** Stratum 3 is drawn {@code percent} too often at the cost of all others. */
  private static Draws biased(long seed, int percent) {
    SplitMix64 random = new SplitMix64(seed);
    double moved = percent / 100.0 / (STRATA - 1);
    long bound = (long) (moved * (1L << 40));
    return rows -> {
      for (int i = 0; i < rows.length; i++) {
        long bits = random.nextLong();
        int row = (int) (bits >>> (Long.SIZE - ROW_BITS));
        boolean move = (bits & ((1L << 40) - 1)) < bound;
        rows[i] = move ? 3 * STRATUM_ROWS + row % STRATUM_ROWS : row;
      }
    };
  }

  /** One draw in {@code every} is the row after the last one. */
  private static Draws clustered(long seed, int every) {
    SplitMix64 random = new SplitMix64(seed);
    Draws uniform = uniform(seed + 100);
    return rows -> {
      uniform.next(rows);
      for (int i = 1; i < rows.length; i++) {
        if (random.nextLong(every) == 0) {
          rows[i] = (rows[i - 1] + 1) % ROWS;
        }
      }
    };
  }

  /** One draw in {@code every} is one of the last batch again. */
  private static Draws sticky(long seed, int every) {
    SplitMix64 random = new SplitMix64(seed);
    Draws uniform = uniform(seed + 100);
    int[] last = new int[BATCH_ROWS];
    uniform.next(last);
    return rows -> {
      uniform.next(rows);
      for (int i = 0; i < rows.length; i++) {
        if (random.nextLong(every) == 0) {
          rows[i] = last[i];
        }
      }
      System.arraycopy(rows, 0, last, 0, rows.length);
    };
  }

  /** A twelfth of a batch's draws are from one stratum, which changes every tenth batch. */
  private static Draws wandering(long seed) {
    SplitMix64 random = new SplitMix64(seed);
    Draws uniform = uniform(seed + 100);
    int[] state = new int[2];
    return rows -> {
      if (state[0]++ % 10 == 0) {
        state[1] = (int) random.nextLong(STRATA);
      }
      uniform.next(rows);
      for (int i = 0; i < rows.length; i += 12) {
        rows[i] = state[1] * STRATUM_ROWS + rows[i] % STRATUM_ROWS;
      }
    };
  }

  private static Draws tripled(Draws draws) {
    return rows -> {
      draws.next(rows);
      for (int i = 0; i < rows.length; i++) {
        rows[i] = rows[i - i % 3];
      }
    };
  }
}
