package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.thalweg.replay.statistics.Examination;
import io.thalweg.replay.statistics.Findings;
import io.thalweg.replay.statistics.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Weighted selections: rows in proportion to weights that are computed here from priorities and
 * times alone, independent draws, wherever the rows lie. Which rows are hot doesn't matter, so all
 * examinations of independent draws hold in a table that is larger than its hot tier, too.
 */
class WeightedStatisticsIT {
  private static final int ROWS = 2_048;
  private static final int DRAWS = 30_000 * StatisticsScale.DRAWS;
  private static final double LEVEL = Seeds.level(Findings.TESTS);
  private static final Selection.Prioritized PRIORITIZED = new Selection.Prioritized(0.6, 0.01);
  private static final Selection.RecencyWeighted RECENCY =
      new Selection.RecencyWeighted(Duration.ofSeconds(ROWS));

  @TempDir(factory = MemoryDirectories.class)
  Path temp;

  private SampledTable open(Selection selection, int hotRows, long seed) {
    ReplayConfig config =
        ReplayConfig.of(16, 8, ROWS)
            .withTiers(TierSizes.of(24L * hotRows, 4 << 20))
            .withSelection(selection)
            .withSeed(seed);
    return SampledTable.open(config, temp.resolve("seed-" + seed));
  }

  @ParameterizedTest(name = "{0} of 2048 rows hot")
  @ValueSource(ints = {ROWS, ROWS / 2})
  void rowsAreDrawnInProportionToTheirPriorities(int hotRows) {
    for (long seed : Seeds.preset()) {
      try (SampledTable table = open(PRIORITIZED, hotRows, seed)) {
        table.offer(2 * ROWS);
        table.prioritize(table.keys(), key -> 40 + key % 97);
        table.prioritize(table.keys(), key -> 40 + key % 89);
        delete(table);
        if (seed % 2 == 0) {
          table.restore();
        }
        require(table, seed, key -> Math.pow((40 + key % 89) / 100f + 0.01, 0.6));
      }
    }
  }

  /** A new row has the largest priority so far. */
  @ParameterizedTest(name = "{0} of 2048 rows hot")
  @ValueSource(ints = {ROWS, ROWS / 2})
  void newRowsAreDrawnAsOftenAsTheOneOfLargestPriority(int hotRows) {
    for (long seed : Seeds.preset()) {
      try (SampledTable table = open(PRIORITIZED, hotRows, seed)) {
        table.offer(ROWS);
        table.prioritize(table.keys(), key -> 50 + key % 101);
        table.offer(ROWS / 2);
        IntToDoubleFunction weight =
            key -> Math.pow((key < ROWS ? 50 + key % 101 : 150) / 100f + 0.01, 0.6);
        require(table, seed, weight);
      }
    }
  }

  @ParameterizedTest(name = "{0} of 2048 rows hot")
  @ValueSource(ints = {ROWS, ROWS / 2})
  void rowsAreDrawnHalfAsOftenForEveryHalfLifeOfAge(int hotRows) {
    for (long seed : Seeds.preset()) {
      try (SampledTable table = open(RECENCY, hotRows, seed)) {
        table.offer(2 * ROWS);
        delete(table);
        if (seed % 2 == 0) {
          table.restore();
        }
        require(table, seed, key -> Math.pow(2, (double) key / ROWS));
      }
    }
  }

  private static void delete(SampledTable table) {
    for (int key : table.keys()) {
      if (key % 6 == 0) {
        table.core().delete(key);
      }
    }
  }

  private static void require(SampledTable table, long seed, IntToDoubleFunction weightOfKey) {
    Frequencies rows = new Frequencies(table);
    double[] weights = IntStream.of(rows.keys).mapToDouble(weightOfKey).toArray();
    double total = IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).sum();
    double[] probabilities =
        IntStream.range(0, weights.length).mapToDouble(i -> weights[i] / total).toArray();
    Findings findings =
        Examination.examine(
            batch -> draw(table, rows, probabilities, batch),
            probabilities,
            8,
            32,
            Frequencies.BATCH_ROWS,
            DRAWS / Frequencies.BATCH_ROWS);
    assertThat(findings.smallestPValue()).as("seed %d: %s", seed, findings).isGreaterThan(LEVEL);
  }

  private static void draw(
      SampledTable table, Frequencies rows, double[] probabilities, int[] batch) {
    table.draw(batch);
    for (int i = 0; i < batch.length; i++) {
      batch[i] = rows.row(batch[i]);
      double expected = probabilities[batch[i]];
      if (Math.abs(table.probability(i) - expected) > 1e-9 * expected) {
        assertThat(table.probability(i)).isCloseTo(expected, offset(1e-9 * expected));
      }
    }
  }
}
