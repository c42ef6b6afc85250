package io.thalweg.learner.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
  @Test
  void theKolmogorovSmirnovStatisticIsTheLargestGapBetweenTheSteps() {
    assertThat(KolmogorovSmirnov.statistic(new float[] {1, 2, 3, 4}, new float[] {3, 4, 5}))
        .isCloseTo(0.5, within(1e-12)); // at 2: 2/4 against 0
    assertThat(KolmogorovSmirnov.statistic(new float[] {1, 1, 2}, new float[] {1, 1, 2})).isZero();
    assertThat(KolmogorovSmirnov.statistic(new float[] {1}, new float[] {2})).isEqualTo(1);
    SplittableRandom random = new SplittableRandom(1);
    for (int k = 0; k < 50; k++) {
      float[] a = sorted(random, 1 + random.nextInt(30));
      float[] b = sorted(random, 1 + random.nextInt(30));
      double naive = 0;
      for (float x = -1; x < 12; x += 0.5f) {
        naive = Math.max(naive, Math.abs(share(a, x) - share(b, x)));
      }
      assertThat(KolmogorovSmirnov.statistic(a, b)).isCloseTo(naive, within(1e-12));
    }
  }

  private static float[] sorted(SplittableRandom random, int n) {
    double[] drawn = random.ints(n, 0, 10).asDoubleStream().sorted().toArray();
    float[] out = new float[n];
    for (int i = 0; i < n; i++) {
      out[i] = (float) drawn[i];
    }
    return out;
  }

  private static double share(float[] values, float upTo) {
    int n = 0;
    for (float v : values) {
      n += v <= upTo ? 1 : 0;
    }
    return (double) n / values.length;
  }

  /** Quantiles of printed tables. */
  @Test
  void chiSquareExceedsItsTabulatedQuantilesAsOftenAsTheTablesSay() {
    assertThat(ChiSquareTest.survival(3.841459, 1)).isCloseTo(0.05, within(1e-6));
    assertThat(ChiSquareTest.survival(10.827566, 1)).isCloseTo(0.001, within(1e-8));
    assertThat(ChiSquareTest.survival(18.307038, 10)).isCloseTo(0.05, within(1e-6));
    assertThat(ChiSquareTest.survival(0.102587, 2)).isCloseTo(0.95, within(1e-6));
    assertThat(ChiSquareTest.survival(124.342113, 100)).isCloseTo(0.05, within(1e-6));
    assertThat(ChiSquareTest.survival(0, 3)).isEqualTo(1);
  }

  /** A table of 2 by 2 worked by hand: 30 and 10 against 20 and 20 gives 16/3. */
  @Test
  void sharesOfLabelsDifferAtTheLevelOfTheirStatistic() {
    float[] reference = labels(30, 10);
    float[] window = labels(20, 20);
    double p = ChiSquareTest.survival(16 / 3.0, 1);
    assertThat(new ChiSquareTest(p * 1.01).compare(reference, window))
        .isInstanceOf(DriftResult.Drift.class);
    assertThat(new ChiSquareTest(p * 0.99).compare(reference, window))
        .isInstanceOf(DriftResult.Stable.class);
    assertThat(new ChiSquareTest(0.5).compare(labels(40, 0), labels(40, 0)))
        .isInstanceOf(DriftResult.Stable.class);
  }

  private static float[] labels(int zeros, int ones) {
    float[] out = new float[zeros + ones];
    for (int i = zeros; i < out.length; i++) {
      out[i] = 1;
    }
    return out;
  }

  /** Two bins with 50 and 50 against 80 and 20: 0.3 ln(1.6) + 0.3 ln(2.5), nearly. */
  @Test
  void theStabilityIndexIsTheDivergenceOfTheBins() {
    float[] reference = new float[1_000];
    float[] window = new float[1_000];
    for (int i = 0; i < 1_000; i++) {
      reference[i] = i;
      window[i] = i < 800 ? 100 : 900;
    }
    assertThat(StabilityIndex.of(reference, window, 2))
        .isCloseTo(0.3 * Math.log(1.6) + 0.3 * Math.log(2.5), within(2e-3));
    assertThat(StabilityIndex.of(reference, reference, 10)).isZero();
    assertThat(StabilityIndex.of(new float[1_000], window, 10))
        .as("all above a constant")
        .isGreaterThan(5);
    assertThat(StabilityIndex.of(new float[1_000], new float[500], 10)).isLessThan(1e-3);
  }

  @Test
  void windowsThatAreLikeTheReferenceRaiseFewAlarmsAndShiftedOnesAllOfThem() {
    DriftSpec[] specs = {
      new DriftSpec.Psi(2_000, 500, 10, 0.1, 0.2),
      new DriftSpec.Ks(2_000, 500, 1e-4),
      new DriftSpec.ChiSquare(2_000, 500, 1e-4)
    };
    for (DriftSpec spec : specs) {
      boolean classes = spec instanceof DriftSpec.ChiSquare;
      int alarms = 0;
      for (int seed = 0; seed < 40; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        DriftDetector detector = Detectors.open(spec);
        alarms += drifts(detector, random, 12_000, z -> classes ? (z > 0.5 ? 1 : 0) : z);
        int found = drifts(detector, random, 1_000, z -> classes ? (z > 0 ? 1 : 0) : z + 0.8);
        assertThat(found).as("%s, seed %d", spec, seed).isEqualTo(1);
      }
      assertThat(alarms).as(spec.type()).isLessThanOrEqualTo(1);
    }
  }

  private static int drifts(
      DriftDetector detector, SplittableRandom random, int n, DoubleUnaryOperator value) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = value.applyAsDouble(random.nextGaussian());
    }
    return Streams.drifts(detector, values).size();
  }
}
