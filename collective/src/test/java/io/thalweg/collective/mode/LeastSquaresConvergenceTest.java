package io.thalweg.collective.mode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the solution of the normal equations; errors are relative to its length. */
@Timeout(60)
final class LeastSquaresConvergenceTest {

  private static final double DISAGREEMENT = 1;

  private static double error(Mode mode, Stage stage, double disagreement, int steps) {
    LeastSquares problem = new LeastSquares(1, Trial.WORLD_SIZE, disagreement, steps);
    return problem.relativeError(Trial.train(mode, stage, problem));
  }

  /** The ranks' gradients cancel only in their sum, so what a rank holds back matters. */
  @ParameterizedTest
  @CsvSource({
    "UNCOMPRESSED, 1e-5",
    "LOW_RANK, 1e-5",
    "FP16, 5e-4",
    "BF16, 5e-3",
    "INT8, 1e-2",
    "STOCHASTIC, 3e-2",
    "ONE_BIT, 2e-2",
    "TOP_K, 2e-2",
    "TOP_K_CODED, 2e-2",
    "TOP_K_MOMENTUM, 5e-2"
  })
  void findsTheOptimumOfRanksThatDisagree(Stage stage, double tolerance) {
    assertThat(error(Mode.SYNCHRONOUS, stage, DISAGREEMENT, 1_000)).isLessThan(tolerance);
  }

  @ParameterizedTest
  @CsvSource({"ONE_BIT_FORGETTING", "TOP_K_FORGETTING"})
  void missesItWithABiasedCodecAndNoErrorFeedback(Stage stage) {
    assertThat(error(Mode.SYNCHRONOUS, stage, DISAGREEMENT, 1_000)).isGreaterThan(0.2);
  }

  static Stream<Arguments> everyModeAndCompressor() {
    return Stream.of(Mode.values())
        .flatMap(
            mode ->
                Stream.of(Stage.values())
                    .filter(stage -> !stage.forgets())
                    .map(stage -> Arguments.of(mode, stage)));
  }

  /** Every rank's rows have the same solution, which local steps find too. */
  @ParameterizedTest
  @MethodSource("everyModeAndCompressor")
  void findsTheSolutionThatRanksShare(Mode mode, Stage stage) {
    assertThat(error(mode, stage, 0, 600)).isLessThan(5e-3);
  }

  @Test
  void anOuterStepOfRateOneWithoutMomentumIsPeriodicAveragingToTheBit() {
    for (Stage stage : new Stage[] {Stage.UNCOMPRESSED, Stage.TOP_K_CODED, Stage.LOW_RANK}) {
      LeastSquares problem = new LeastSquares(2, Trial.WORLD_SIZE, DISAGREEMENT, 100);
      assertThat(Trial.train(Mode.OUTER_WITHOUT_MOMENTUM, stage, problem))
          .containsExactly(Trial.train(Mode.PERIODIC, stage, problem));
    }
  }
}
