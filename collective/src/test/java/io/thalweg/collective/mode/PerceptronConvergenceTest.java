package io.thalweg.collective.mode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.DoubleSummaryStatistics;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Accuracy on 4,000 examples that nobody learned from, the mean of 2 seeds, against the spread,
 * from least to most, of 5 uncompressed synchronous runs with seeds of their own.
 */
@Timeout(60)
final class PerceptronConvergenceTest {

  private static final int STEPS = 300;
  private static final int SEEDS = 2;

  private static DoubleSummaryStatistics spread = new DoubleSummaryStatistics();

  private static DoubleSummaryStatistics accuracies(Mode mode, Stage stage, int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(seed -> new Perceptron(seed, STEPS))
        .mapToDouble(problem -> problem.accuracy(Trial.train(mode, stage, problem)))
        .summaryStatistics();
  }

  @BeforeAll
  static void trainUncompressed() {
    spread = accuracies(Mode.SYNCHRONOUS, Stage.UNCOMPRESSED, 1, 5);
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"UNCOMPRESSED", ".*_FORGETTING"},
      mode = EnumSource.Mode.MATCH_NONE)
  void everyCompressorEndsWithinTheSpread(Stage stage) {
    double accuracy = accuracies(Mode.SYNCHRONOUS, stage, 12, SEEDS).getAverage();
    assertThat(accuracy).as(stage + " in " + spread).isBetween(spread.getMin(), spread.getMax());
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"SYNCHRONOUS", "OUTER_WITHOUT_MOMENTUM"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyModeEndsWithinTheSpread(Mode mode) {
    double accuracy = accuracies(mode, Stage.UNCOMPRESSED, 12, SEEDS).getAverage();
    assertThat(accuracy).as(mode + " in " + spread).isBetween(spread.getMin(), spread.getMax());
  }

  @Test
  void leavesRoomToMiss() {
    assertThat(spread.getMin()).isGreaterThan(0.85);
    assertThat(spread.getMax() - spread.getMin()).isLessThan(0.015);
    assertThat(accuracies(Mode.SYNCHRONOUS, Stage.TOP_K_FORGETTING, 12, SEEDS).getAverage())
        .isLessThan(spread.getMin());
  }
}
