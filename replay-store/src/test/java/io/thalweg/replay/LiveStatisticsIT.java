package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.statistics.Seeds;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A pool while its full table turns over, offers and draws in turn, one of each: how often rows are
 * drawn by their age.
 *
 * <p>With N rows and a pool of F, a new row is in the pool with the probability of any other, F /
 * N: it takes the frame of the row that it replaces. t draws later it has left the pool with
 * probability 1 - e^-(t / F), and its turn to come back was there with probability t / N; so it is
 * drawn (t / N) e^-(t / F) less often than others: F / (e N) at most. Rows just sealed wait until
 * the blocks that were read ahead (1 of 32, of up to half as many blocks more than are full) are
 * used up, some N / 20 draws, in which they leave the pool and don't come back: 1 - e^-(N / 20 F)
 * at most, and half of that as the mean over the ages at which rows are sealed. What young rows
 * lack older ones have more. Both are over after some F draws.
 */
class LiveStatisticsIT {
  private static final int ROWS = 8_192;
  private static final int AGES = 32;
  private static final int NEWEST = 64;
  private static final int TURNS = 3 * ROWS * StatisticsScale.DRAWS;

  @TempDir(factory = MemoryDirectories.class)
  Path temp;

  @ParameterizedTest(name = "pool of {0} of 8192 rows")
  @ValueSource(ints = {1_024, 2_458})
  void rowsOfAWindowAreDrawnAtEveryAgeAsOftenAsStated(int pool) {
    Ages ages = run(pool, Retention.WINDOW);
    double afterOffer = pool / (Math.E * ROWS);
    double afterSealing = (1 - Math.exp(-ROWS / (20.0 * pool))) / 2;
    double noise = 4.5 * Math.sqrt((double) AGES / ages.draws);
    for (int age = 0; age < AGES; age++) {
      double share = (double) ages.counts[age] * AGES / ages.draws;
      assertThat(share)
          .as("share of age %d/%d of %s", age, AGES, Arrays.toString(ages.counts))
          .isBetween(1 - afterOffer - afterSealing - noise, 1 + afterSealing / 2 + noise);
    }
    requireNewestAsOftenAsAny(ages, NEWEST, afterSealing / 2);
  }

  /** Rows that a reservoir takes in replace rows of any age. */
  @ParameterizedTest(name = "pool of {0} of 8192 rows")
  @ValueSource(ints = {1_024, 2_458})
  void aRowThatAReservoirTookInIsDrawnAtOnceAsOftenAsAnyOther(int pool) {
    Ages ages = run(pool, Retention.RESERVOIR);
    double stillThere = NEWEST * (1 - NEWEST / 2.0 / ROWS);
    requireNewestAsOftenAsAny(ages, stillThere, 0.03);
  }

  private static void requireNewestAsOftenAsAny(Ages ages, double rows, double tolerance) {
    double expected = ages.draws * rows / ROWS;
    double noise = 4.5 / Math.sqrt(expected);
    assertThat(ages.newest / expected)
        .as("draws of the newest rows: %d, expected %s", ages.newest, expected)
        .isBetween(1 - tolerance - noise, 1 + tolerance + noise);
  }

  private Ages run(int pool, Retention retention) {
    Ages ages = new Ages();
    for (long seed : Seeds.preset()) {
      ReplayConfig config =
          ReplayConfig.of(8, 1, ROWS)
              .withTiers(TierSizes.of(16L * pool, 4 << 20))
              .withRetention(retention)
              .withSeed(seed);
      try (SampledTable table = SampledTable.open(config, temp.resolve("seed-" + seed))) {
        table.offer(2 * ROWS);
        ages.run(table);
      }
    }
    return ages;
  }

  /** Draws by how many rows were offered or taken in since. Not thread-safe. */
  private static final class Ages {
    final long[] counts = new long[AGES];
    long newest;
    long draws;

    void run(SampledTable table) {
      int[] ordinals = new int[2 * ROWS + TURNS];
      Arrays.fill(ordinals, Integer.MIN_VALUE / 2);
      int taken = 0;
      int[] drawn = new int[1];
      for (int i = 0; i < TURNS; i++) {
        int key = table.offered();
        table.offer(1);
        if (table.contains(key)) {
          ordinals[key] = taken++;
        }
        table.draw(drawn);
        if (taken >= NEWEST) {
          newest += taken - ordinals[drawn[0]] <= NEWEST ? 1 : 0;
          counts[Math.min(AGES - 1, (key - drawn[0]) / (ROWS / AGES))]++;
          draws++;
        }
      }
    }
  }
}
