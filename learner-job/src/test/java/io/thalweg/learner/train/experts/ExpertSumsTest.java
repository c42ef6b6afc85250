package io.thalweg.learner.train.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExpertSumsTest {
  private static double[] frozen(ExpertSums sums) {
    float[] out = new float[ExpertSums.width(2)];
    sums.frozenInto(out, 0);
    return IntStream.range(0, out.length).mapToDouble(i -> out[i]).toArray();
  }

  @Test
  void sumsWhatTheChosenOneCostAndByHowMuchTheOtherWasBetter() {
    ExpertSums sums = new ExpertSums(2);
    sums.add(new double[] {Math.expm1(0.5), Math.expm1(0.2)}, 0);
    sums.add(new double[] {Math.expm1(0.1), Math.expm1(0.3)}, 0);
    sums.freeze();
    double[] payload = frozen(sums);
    Sample losses = ExpertSums.losses(payload);
    assertThat(losses.rows()).isEqualTo(2);
    assertThat(losses.mean()).isEqualTo(0.3, within(1e-6));
    assertThat(losses.variance()).isEqualTo(0.04, within(1e-6));
    Sample better = ExpertSums.better(payload, 1);
    assertThat(better.mean()).isEqualTo((0.3 - 0.2) / 2, within(1e-6));
    assertThat(better.variance()).isEqualTo(0.0625, within(1e-6));
  }

  @Test
  void endlessLossesStayNumbers() {
    ExpertSums sums = new ExpertSums(2);
    sums.add(new double[] {Double.POSITIVE_INFINITY, Double.NaN}, 0);
    sums.add(new double[] {Double.NaN, Double.POSITIVE_INFINITY}, 0);
    sums.freeze();
    for (double x : frozen(sums)) {
      assertThat(x).isFinite();
    }
    assertThat(ExpertSums.losses(frozen(sums)).mean()).isEqualTo(1_000);
  }

  @Test
  void anAbortedRoundGivesBackWhatItTook() {
    ExpertSums sums = new ExpertSums(2);
    sums.add(new double[] {1, 2}, 0);
    sums.freeze();
    sums.add(new double[] {1, 2}, 0);
    sums.abort();
    sums.freeze();
    assertThat(ExpertSums.losses(frozen(sums)).rows()).isEqualTo(2);
  }

  @Test
  void aCommittedRoundLeavesWhatCameSinceUnlessAnotherIsChosen() {
    ExpertSums sums = new ExpertSums(2);
    sums.add(new double[] {1, 2}, 0);
    sums.freeze();
    sums.add(new double[] {1, 2}, 0);
    ExpertSums other = sums.copy();
    sums.commit();
    sums.freeze();
    assertThat(ExpertSums.losses(frozen(sums)).rows()).isEqualTo(1);
    other.forgetAll();
    other.freeze();
    assertThat(ExpertSums.losses(frozen(other)).rows()).isZero();
  }
}
