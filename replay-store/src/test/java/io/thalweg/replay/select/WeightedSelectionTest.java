package io.thalweg.replay.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import io.thalweg.replay.statistics.Draws;
import io.thalweg.replay.statistics.Examination;
import io.thalweg.replay.statistics.Findings;
import io.thalweg.replay.statistics.Seeds;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WeightedSelectionTest {
  private static final int SLOTS = 500;
  private static final double ALPHA = 0.6;
  private static final double EPSILON = 1e-3;
  private static final Duration HALF_LIFE = Duration.ofHours(1);
  private static final long HOUR = HALF_LIFE.toMillis();

  private final long[] times = new long[SLOTS];

  @Test
  void prioritizedDrawsHaveTheProbabilitiesOfTheFormulaUnderEverySeed() {
    double[] priorities = new double[SLOTS];
    double sum = 0;
    Weights weights = WeightedSelection.prioritized(SLOTS, ALPHA, EPSILON);
    SplittableRandom random = new SplittableRandom(4);
    for (int slot = 0; slot < SLOTS; slot++) {
      priorities[slot] = 0.1 + 5 * random.nextDouble();
      weights.added(slot, 0);
      weights.updated(slot, priorities[slot]);
      sum += Math.pow(priorities[slot] + EPSILON, ALPHA);
    }
    double[] probabilities = new double[SLOTS];
    for (int slot = 0; slot < SLOTS; slot++) {
      probabilities[slot] = Math.pow(priorities[slot] + EPSILON, ALPHA) / sum;
      assertThat(weights.probability(slot)).isCloseTo(probabilities[slot], offset(1e-15));
    }
    requireDraws(weights, probabilities);
  }

  @Test
  void recencyWeightedDrawsHalveWithEveryHalfLifeUnderEverySeed() {
    Weights weights = recency();
    double[] probabilities = new double[SLOTS];
    double sum = 0;
    SplittableRandom random = new SplittableRandom(5);
    for (int slot = 0; slot < SLOTS; slot++) {
      add(weights, slot, 1_700_000_000_000L + random.nextLong(3 * HOUR));
      probabilities[slot] = Math.pow(0.5, -(times[slot] - 1_700_000_000_000L) / (double) HOUR);
      sum += probabilities[slot];
    }
    for (int slot = 0; slot < SLOTS; slot++) {
      probabilities[slot] /= sum;
      assertThat(weights.probability(slot)).isCloseTo(probabilities[slot], offset(1e-12));
    }
    requireDraws(weights, probabilities);
  }

  private static void requireDraws(Weights weights, double[] probabilities) {
    for (long seed : Seeds.preset()) {
      SplitMix64 random = new SplitMix64(seed);
      Draws draws =
          rows -> {
            for (int i = 0; i < rows.length; i++) {
              rows[i] = weights.draw(random);
            }
          };
      Findings findings = Examination.examine(draws, probabilities, 10, 5, 64, 1_000);
      assertThat(findings.smallestPValue())
          .as("seed %d: %s", seed, findings)
          .isGreaterThan(Seeds.level(Findings.TESTS));
    }
  }

  @Test
  void aNewRowHasTheLargestPrioritySoFarAndOneAtFirst() {
    Weights weights = WeightedSelection.prioritized(4, 1, EPSILON);
    weights.added(0, 0);
    assertThat(weights.total()).isEqualTo(1 + EPSILON);
    weights.updated(0, 9);
    weights.updated(0, 2);
    weights.added(1, 0);
    assertThat(weights.probability(1)).isCloseTo(9 / 11.0, offset(1e-3));
    weights.removed(0);
    weights.moved(1, 0);
    assertThat(weights.probability(0)).isEqualTo(1);
    assertThat(weights.probability(1)).isZero();
    assertThat(weights.draw(new SplitMix64(1))).isZero();
  }

  @Test
  void whatIsNoPriorityIsRefusedWithSlotAndValue() {
    Weights weights = WeightedSelection.prioritized(SLOTS, ALPHA, EPSILON);
    weights.added(7, 0);
    double before = weights.total();
    for (double priority : new double[] {-1e-9, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> weights.updated(7, priority))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("slot=7", "priority=" + priority);
    }
    assertThatThrownBy(() -> weights.updated(8, 1)).hasMessageContaining("slot=8");
    assertThat(weights.total()).isEqualTo(before);
    assertThatThrownBy(() -> WeightedSelection.prioritized(1, 1.1, 0.1))
        .hasMessageContaining("1.1");
    assertThatThrownBy(() -> WeightedSelection.prioritized(1, 1, 0)).hasMessageContaining("0.0");
    assertThatThrownBy(() -> WeightedSelection.recencyWeighted(1, Duration.ZERO, slot -> 0))
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> recency().draw(new SplitMix64(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  /**
   * A year in steps of a half-life, then a clock that is a century ahead, then right rows again.
   */
  @Test
  void recencyWeightsKeepTheirRatiosWhereverTimeGoes() {
    Weights weights = recency();
    long now = 1_700_000_000_000L;
    for (int step = 0; step < 8_760; step++) {
      now += HOUR;
      add(weights, step % SLOTS, now);
      assertThat(weights.probability(step % SLOTS)).isBetween(0.4999, 1.0);
    }
    add(weights, 0, now + 876_000 * HOUR);
    assertThat(weights.probability(0)).isEqualTo(1);
    add(weights, 0, now + HOUR);
    add(weights, 1, now - 3 * HOUR);
    assertThat(weights.probability(0)).isCloseTo(0.5, offset(0.02));
    assertThat(weights.probability(1) / weights.probability(0))
        .isCloseTo(1 / 16.0, withPercentage(1e-6));
    for (int slot = 2; slot < SLOTS; slot++) {
      weights.removed(slot);
    }
    weights.removed(0);
    assertThat(weights.probability(1)).isEqualTo(1);
  }

  @Test
  void rowsFarBehindAreInReachOnceTheNewerOnesAreGone() {
    Weights weights = recency();
    add(weights, 0, -5_000 * HOUR);
    add(weights, 1, -5_001 * HOUR);
    add(weights, 2, 5_000 * HOUR);
    assertThat(weights.probability(2)).isEqualTo(1);
    assertThat(weights.probability(0)).isPositive();
    weights.removed(2);
    assertThat(weights.probability(0)).isCloseTo(2 / 3.0, offset(1e-12));
  }

  @Test
  void drawsGoOnBitForBitAfterARestore() {
    SplittableRandom changes = new SplittableRandom(6);
    for (boolean byRecency : new boolean[] {false, true}) {
      Weights saved = byRecency ? recency() : WeightedSelection.prioritized(SLOTS, ALPHA, EPSILON);
      SplitMix64 random = new SplitMix64(7);
      for (int i = 0; i < 5_000; i++) {
        add(saved, changes.nextInt(SLOTS), i * HOUR / 3 + changes.nextLong(HOUR));
        saved.updated(saved.draw(random), changes.nextDouble() * 3);
      }
      saved.removed(3);
      Weights restored =
          byRecency ? recency() : WeightedSelection.prioritized(SLOTS, ALPHA, EPSILON);
      assertThat(restored.restoreState(saved.state())).isTrue();
      for (int slot = SLOTS - 1; slot >= 0; slot--) {
        if (saved.probability(slot) > 0) {
          restored.restore(slot, saved.value(slot), times[slot]);
        }
      }
      SplitMix64 other = new SplitMix64(random.state());
      for (int i = 0; i < 5_000; i++) {
        int slot = saved.draw(random);
        assertThat(restored.draw(other)).isEqualTo(slot);
        assertThat(restored.probability(slot)).isEqualTo(saved.probability(slot));
        double priority = changes.nextDouble() * 4;
        saved.updated(slot, priority);
        restored.updated(slot, priority);
        times[i % SLOTS] = i * HOUR;
        saved.added(i % SLOTS, i * HOUR);
        restored.added(i % SLOTS, i * HOUR);
      }
    }
  }

  @Test
  void importanceWeightsAreThoseOfTheFormula() {
    double[] probabilities = {0.001, 0.2, 0.004, 0.001, 0.5};
    double beta = 0.4;
    double size = 321;
    double largest = 0;
    for (double p : probabilities) {
      largest = Math.max(largest, Math.pow(size * p, -beta));
    }
    float[] weights = new float[probabilities.length + 1];
    ImportanceWeights.fill(i -> probabilities[i], probabilities.length, beta, weights);
    for (int i = 0; i < probabilities.length; i++) {
      double expected = Math.pow(size * probabilities[i], -beta) / largest;
      assertThat((double) weights[i]).isCloseTo(expected, withPercentage(1e-4));
    }
    assertThat(weights[0]).isEqualTo(1);
    assertThat(weights[probabilities.length]).isZero();
    assertThatThrownBy(() -> ImportanceWeights.fill(i -> 0, 1, beta, weights))
        .hasMessageContaining("row=0");
  }

  private Weights recency() {
    return WeightedSelection.recencyWeighted(SLOTS, HALF_LIFE, slot -> times[slot]);
  }

  private void add(Weights weights, int slot, long timeMillis) {
    times[slot] = timeMillis;
    weights.added(slot, timeMillis);
  }
}
