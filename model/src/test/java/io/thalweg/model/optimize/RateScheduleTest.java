package io.thalweg.model.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.optimize.RateSchedule.Fall;
import org.junit.jupiter.api.Test;

class RateScheduleTest {
  private static final Fall CONSTANT = new RateSchedule.Constant();

  /** Steps before the one whose factor is asked for, and the factor. */
  private static void assertFactors(RateSchedule schedule, double... factors) {
    for (int done = 0; done < factors.length; done++) {
      assertThat(schedule.factor(done)).as("after %d", done).isCloseTo(factors[done], within(1e-9));
    }
  }

  @Test
  void warmUpRisesLinearlyToOne() {
    assertFactors(new RateSchedule(CONSTANT, 4, 0), 0.25, 0.5, 0.75, 1, 1, 1);
    assertFactors(RateSchedule.CONSTANT, 1, 1);
  }

  @Test
  void aCosineFallsToTheFloorAndStays() {
    // (1 + cos(pi t / 4)) / 2, and of it 0.8 above 0.2
    assertFactors(
        new RateSchedule(new RateSchedule.Cosine(4), 0, 0.2),
        1,
        0.2 + 0.8 * 0.8535533906,
        0.2 + 0.8 * 0.5,
        0.2 + 0.8 * 0.1464466094,
        0.2,
        0.2,
        0.2);
  }

  @Test
  void stepsAndTheExponentialFallAlikeAndNotBelowTheFloor() {
    assertFactors(
        new RateSchedule(new RateSchedule.Steps(2, 0.5), 1, 0.2),
        1,
        1,
        1,
        0.5,
        0.5,
        0.25,
        0.25,
        0.2);
    assertFactors(
        new RateSchedule(new RateSchedule.Exponential(2, 0.25), 0, 0.1), 1, 0.5, 0.25, 0.125, 0.1);
  }

  /** Vaswani et al.: min(n^-0.5, n w^-1.5) of step n, over its peak w^-0.5. */
  @Test
  void theInverseSquareRootIsThatOfThePaper() {
    RateSchedule schedule = new RateSchedule(new RateSchedule.InverseSqrt(), 9, 0);
    for (int n = 1; n <= 100; n++) {
      double paper = Math.min(Math.pow(n, -0.5), n * Math.pow(9, -1.5)) * 3;
      assertThat(schedule.factor(n - 1)).as("step %d", n).isCloseTo(paper, within(1e-9));
    }
    assertFactors(
        new RateSchedule(new RateSchedule.InverseSqrt(), 0, 0.5),
        1,
        Math.sqrt(0.5),
        Math.sqrt(1 / 3.0),
        0.5,
        0.5);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThatThrownBy(() -> new RateSchedule(CONSTANT, -1, 0))
        .hasMessage("warmUp=-1, want 0 or more");
    assertThatThrownBy(() -> new RateSchedule(CONSTANT, 0, 1.5))
        .hasMessage("floor=1.5, want 0 to 1");
    assertThatThrownBy(() -> new RateSchedule.Cosine(0)).hasMessage("steps=0, want 1 or more");
    assertThatThrownBy(() -> new RateSchedule.Steps(1, 0))
        .hasMessage("factor=0.0, want above 0, to 1");
  }
}
