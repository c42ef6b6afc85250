package io.thalweg.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.feature.Feature.Clip;
import io.thalweg.model.feature.Feature.Numeric;
import io.thalweg.model.feature.Feature.Quantiles;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Numbers that are told by which of several equally full buckets they are in. */
class QuantilesTest {
  private static final int BUCKETS = 8;
  private static final int COLUMNS = BUCKETS + 1;

  /** A flag before it, so that its columns aren't the first. */
  private static FeatureSpec spec(long settleAfter) {
    double none = Double.POSITIVE_INFINITY;
    return new FeatureSpec(
        List.of(
            new Feature.Flag("f", "f"),
            new Numeric(
                "x",
                "x",
                Transform.NONE,
                Scaling.NONE,
                -none,
                none,
                Clip.NONE,
                new Quantiles(BUCKETS, settleAfter))));
  }

  private static float[] row(double x) {
    float[] row = new float[COLUMNS];
    Arrays.fill(row, 1, COLUMNS, (float) x);
    return row;
  }

  /** Merges values as so many learners have counted them. */
  private static void round(Standardization s, int learners, double... values) {
    float[] reduced = new float[s.sumsLength()];
    for (int learner = 0; learner < learners; learner++) {
      double[] sums = new double[reduced.length];
      for (int i = learner; i < values.length; i += learners) {
        s.accumulate(row(values[i]), 0, sums);
      }
      for (int i = 0; i < sums.length; i++) {
        reduced[i] += (float) sums[i];
      }
    }
    s.merge(reduced, 0);
  }

  /** The bucket, -1 for none. */
  private static int bucket(Standardization s, double x) {
    float[] row = row(x);
    s.apply(row, 1);
    int found = -1;
    for (int i = 0; i < BUCKETS; i++) {
      if (row[1 + i] != 0) {
        assertThat(row[1 + i]).isEqualTo(1);
        assertThat(found).as("one bucket alone").isEqualTo(-1);
        found = i;
      }
    }
    return found;
  }

  private static double[] draw(int count, DoubleSupplier next) {
    double[] out = new double[count];
    for (int i = 0; i < count; i++) {
      out[i] = next.getAsDouble();
    }
    return out;
  }

  @Test
  void bucketsAreEquallyFullWhateverTheNumbersAre() {
    Random random = new Random(3);
    List<DoubleSupplier> streams =
        List.of(
            random::nextDouble,
            random::nextGaussian,
            () -> 1_000_000 + random.nextGaussian(),
            () -> -1e6 + 50 * random.nextDouble(),
            () -> Math.exp(3 * random.nextGaussian()),
            () -> 1e-4 * random.nextGaussian());
    for (int i = 0; i < streams.size(); i++) {
      Standardization s = new Standardization(spec(100_000));
      round(s, 3, draw(1_000, streams.get(i)));
      for (int round = 0; round < 4; round++) {
        round(s, 3, draw(5_000, streams.get(i)));
      }
      int[] full = new int[BUCKETS];
      for (double x : draw(16_000, streams.get(i))) {
        full[bucket(s, x)]++;
      }
      for (int count : full) {
        assertThat(count).as("stream %d: %s", i, Arrays.toString(full)).isBetween(1_600, 2_400);
      }
    }
  }

  @Test
  void beforeAnythingIsCountedAndWhereItIsMissingThereIsNoBucket() {
    Standardization s = new Standardization(spec(100));
    assertThat(s.isTrivial()).isFalse();
    assertThat(s.isUnseen()).isTrue();
    assertThat(bucket(s, 1)).isEqualTo(-1);
    round(s, 1, 1, 2, 3);
    assertThat(s.isUnseen()).isFalse();
    assertThat(bucket(s, 1)).as("the first round fixes cells alone").isEqualTo(-1);
    round(s, 1, 1, 2, 3);
    assertThat(bucket(s, -1e15)).isZero();
    assertThat(bucket(s, 1e15)).isEqualTo(BUCKETS - 1);
    assertThat(bucket(s, Double.NaN)).isEqualTo(-1);
  }

  @Test
  void boundsMoveUntilEnoughValuesAreCountedAndThenStay() {
    Standardization s = new Standardization(spec(2_000));
    Random random = new Random(5);
    round(s, 2, draw(500, random::nextDouble));
    round(s, 2, draw(1_000, random::nextDouble));
    float[] young = s.highView().clone();
    round(s, 2, draw(1_000, () -> 1 + random.nextDouble()));
    float[] settled = s.highView().clone();
    assertThat(settled).isNotEqualTo(young);
    round(s, 2, draw(9_000, () -> 7 + random.nextDouble()));
    assertThat(s.highView()).isEqualTo(settled);
    Standardization restored = new Standardization(spec(2_000));
    restored.fromState(s.toState());
    round(restored, 2, draw(9_000, () -> -7 + random.nextDouble()));
    assertThat(restored.highView()).isEqualTo(settled);
  }

  @Test
  void replicasHoldTheSameBitsHoweverTheExamplesAreSpreadAndWhetherRestored() {
    Random random = new Random(11);
    Standardization one = new Standardization(spec(20_000));
    Standardization five = new Standardization(spec(20_000));
    // The first round's sums are so small that none is rounded.
    for (int round = 0; round < 6; round++) {
      int below = round == 0 ? 50 : 1_000;
      double[] values = draw(1_000, () -> random.nextInt(below));
      round(one, 1, values);
      round(five, 5, values);
      if (round == 3) {
        Standardization restored = new Standardization(spec(20_000));
        restored.fromState(five.toState());
        five = restored;
      }
    }
    assertThat(five.lowView()).isEqualTo(one.lowView());
    assertThat(five.highView()).isEqualTo(one.highView());
    assertThat(five.highView()[1]).isPositive();
  }

  @Test
  void aGridTellsValuesApartByAboutAFortiethOfTheirDistance() {
    QuantileGrid grid = new QuantileGrid(1_000);
    Random random = new Random(9);
    for (int i = 0; i < 10_000; i++) {
      double x = Math.exp(random.nextDouble() * 40 - 10) * (random.nextBoolean() ? 1 : -1);
      assertThat(grid.cell(x * 1.051)).isNotEqualTo(grid.cell(x));
    }
    assertThat(grid.cell(1_000.5)).isNotEqualTo(grid.cell(1_000.6));
    assertThat(grid.cell(-1e300)).isZero();
    assertThat(grid.cell(1e300)).isEqualTo(QuantileGrid.CELLS - 1);
    double[] counts = new double[QuantileGrid.CELLS];
    counts[grid.cell(7)] = 3;
    assertThat(grid.quantile(0.5, counts)).isBetween(7 / 1.06, 7 * 1.06);
  }
}
