package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.statistics.Fit;
import io.thalweg.replay.statistics.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which rows whole tables keep of what they were offered. */
class RetentionStatisticsIT {
  private static final int GROUPS = 64;
  private static final int CAPACITY = 16;

  @TempDir(factory = MemoryDirectories.class)
  Path temp;

  /** Every group is a reservoir of its own, so that one table is as good as 64. */
  private SampledTable open(Retention retention, long seed) {
    ReplayConfig config =
        ReplayConfig.of(16, GROUPS, GROUPS * CAPACITY).withRetention(retention).withSeed(seed);
    return SampledTable.open(config, temp.resolve("seed-" + seed));
  }

  @Test
  void aReservoirKeepsEveryOfferedRowEquallyOften() {
    requireUniform(table -> table.offer(GROUPS * 80));
  }

  @Test
  void aReservoirThatIsSplitToTwoInstancesAndMergedKeepsEveryOfferedRowEquallyOften() {
    requireUniform(table -> table.offer(GROUPS * 30).rescale(GROUPS * 50));
  }

  private interface Offers {
    void to(SampledTable table);
  }

  /**
   * A group's sample is without replacement: its counts have variance f (1 - f) and covariance -f
   * (1 - f) / (offers - 1) with f = kept / offers, which scales their spread to a chi-square.
   */
  private void requireUniform(Offers offers) {
    int tables = Seeds.COUNT * StatisticsScale.DRAWS;
    int perGroup = 80;
    long[] kept = new long[perGroup];
    for (long seed = 1; seed <= tables; seed++) {
      try (SampledTable table = open(Retention.RESERVOIR, seed)) {
        offers.to(table);
        assertThat(table.offered()).isEqualTo(perGroup * GROUPS);
        for (int key : table.keys()) {
          kept[key / GROUPS]++;
        }
      }
    }
    double f = (double) CAPACITY / perGroup;
    double samples = (double) tables * GROUPS;
    double squares = 0;
    for (long count : kept) {
      squares += (count - samples * f) * (count - samples * f);
    }
    double variance = samples * f * (1 - f) * perGroup / (perGroup - 1);
    assertThat(Arrays.stream(kept).sum()).isEqualTo((long) tables * GROUPS * CAPACITY);
    Fit fit = Fit.ofStatistic(squares / variance, perGroup - 1);
    assertThat(fit.pValue()).as("%s", fit).isGreaterThan(0.001 / 2);
  }

  @Test
  void aWindowHoldsExactlyTheNewestRowsOfEveryGroup() {
    for (long seed = 1; seed <= 3; seed++) {
      try (SampledTable table = open(Retention.WINDOW, seed)) {
        table.offer(GROUPS * 100);
        int[] newest = IntStream.range(GROUPS * (100 - CAPACITY), GROUPS * 100).toArray();
        assertThat(table.keys()).isEqualTo(newest);
        table.rescale(GROUPS * 3);
        newest = IntStream.range(GROUPS * (103 - CAPACITY), GROUPS * 103).toArray();
        assertThat(table.keys()).isEqualTo(newest);
      }
    }
  }

  /** Five classes of equally many offers in 16 places: 3 each, and one of them 4. */
  @Test
  void aClassBalancedTableHoldsItsClassesAsEvenlyAsPlacesAllow() {
    for (long seed : Seeds.preset()) {
      try (SampledTable table = open(Retention.CLASS_BALANCED, seed)) {
        table.offer(GROUPS * 100);
        int[][] byClass = new int[GROUPS][SampledTable.CLASSES];
        for (int key : table.keys()) {
          byClass[key % GROUPS][key / GROUPS % SampledTable.CLASSES]++;
        }
        for (int[] counts : byClass) {
          Arrays.sort(counts);
          assertThat(counts).containsExactly(3, 3, 3, 3, 4);
        }
      }
    }
  }

  /**
   * One row of 17 isn't taken in; else the row of ascending rank r gives way (2 (n - r) - 1) / n^2.
   */
  @Test
  void aLossAwareTableGivesRowsUpByTheRankOfTheirLoss() {
    double[] probabilities = new double[CAPACITY + 1];
    for (int rank = 0; rank < CAPACITY; rank++) {
      double victim = (2.0 * (CAPACITY - rank) - 1) / (CAPACITY * CAPACITY);
      probabilities[rank] = victim * CAPACITY / (CAPACITY + 1);
    }
    probabilities[CAPACITY] = 1.0 / (CAPACITY + 1);
    long[] victims = new long[CAPACITY + 1];
    for (long seed = 1; seed <= 2L * Seeds.COUNT * StatisticsScale.DRAWS; seed++) {
      try (SampledTable table = open(Retention.LOSS_AWARE, seed)) {
        table.offer(GROUPS * CAPACITY);
        table.prioritize(table.keys(), key -> 100 * rank(key));
        table.offer(GROUPS);
        for (int group = 0; group < GROUPS; group++) {
          victims[victim(table, group)]++;
        }
      }
    }
    assertThat(Fit.pearson(victims, probabilities).pValue())
        .as("victims by rank %s", Arrays.toString(victims))
        .isGreaterThan(0.001);
  }

  /** Not the order of the offers. */
  private static int rank(int key) {
    return key / GROUPS * 5 % CAPACITY;
  }

  private static int victim(SampledTable table, int group) {
    List<Integer> gone = new ArrayList<>();
    for (int number = 0; number <= CAPACITY; number++) {
      int key = number * GROUPS + group;
      if (!table.contains(key)) {
        gone.add(number == CAPACITY ? CAPACITY : rank(key));
      }
    }
    assertThat(gone).hasSize(1);
    return gone.get(0);
  }
}
