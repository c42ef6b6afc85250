package io.thalweg.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** That there is something to learn, that the drifts hurt, and that learning on mends it. */
final class LearnabilityTest {
  private static final int EVENTS = 100_000;

  private final List<StreamStep> steps =
      TransactionStreamTest.all(StreamSpec.of(11, EVENTS, 5_000, 0)).stream()
          .filter(step -> step.label().isPresent())
          .toList();

  @Test
  void learningOnRecoversFromBothDrifts() {
    OnlineLogisticRegression learner = new OnlineLogisticRegression();
    assertThat(accuracy(learner, 0.00, 0.30, Learn.ON)).isGreaterThan(0.84);
    assertThat(accuracy(learner, 0.30, 0.40, Learn.ON)).isBetween(0.87, 0.93);
    assertThat(accuracy(learner, 0.40, 0.401, Learn.ON)).isLessThan(0.75);
    assertThat(accuracy(learner, 0.41, 0.55, Learn.ON)).isGreaterThan(0.85);
    assertThat(accuracy(learner, 0.55, 0.65, Learn.ON)).isBetween(0.87, 0.93);
    assertThat(accuracy(learner, 0.72, 0.78, Learn.ON)).isLessThan(0.80);
    assertThat(accuracy(learner, 0.90, 1.00, Learn.ON)).isBetween(0.87, 0.93);
  }

  @Test
  void aFrozenLearnerIsWorseThanTheMajorityAfterTheDrift() {
    OnlineLogisticRegression learner = new OnlineLogisticRegression();
    accuracy(learner, 0, 0.4, Learn.ON);
    assertThat(accuracy(learner, 0.4, 0.65, Learn.OFF)).isLessThan(0.56);
    assertThat(accuracy(learner, 0.85, 1, Learn.OFF)).isLessThan(0.56);
  }

  private enum Learn {
    ON,
    OFF
  }

  /** Each event is predicted before it is learned. */
  private double accuracy(OnlineLogisticRegression learner, double from, double to, Learn mode) {
    int right = 0;
    List<StreamStep> part = steps.subList((int) (from * steps.size()), (int) (to * steps.size()));
    for (StreamStep step : part) {
      int label = step.label().orElseThrow().fraud();
      right += learner.predict(step.transaction()) == label ? 1 : 0;
      if (mode == Learn.ON) {
        learner.learn(step.transaction(), label);
      }
    }
    return (double) right / part.size();
  }
}
