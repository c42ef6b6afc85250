package io.thalweg.bench.continual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real learners on real tables, small. */
class LearningTest {
  private static final long SEED = 3;

  @TempDir Path dir;

  private static Setup setup(String strategy, int buffer, double lambda) {
    return new Setup(strategy, buffer, List.of(32), "sgd", 0.2, 0.5, 0.5, lambda, 16, 16, 1, 2);
  }

  private AccuracyMatrix run(Setup setup, String place) {
    return new Learning(setup, TwoHalves.tasks(), SEED).run(true, dir.resolve(place), rows -> {});
  }

  /** Distillation keeps the first task at the second one's cost here: no average is claimed. */
  @ParameterizedTest
  @CsvSource({
    "er, 300, 1, 0.15, 0.05",
    "der, 300, 1, 0.15, 0.05",
    "der++, 300, 1, 0.15, 0.05",
    "agem, 300, 1, 0.05, 0.02",
    "mir, 300, 1, 0.15, 0.05",
    "ewc, 0, 30, 0.05, 0.02",
    "si, 0, 1, 0.05, 0.02",
    "lwf, 0, 1, 0.05, -1"
  })
  void everyStrategyForgetsLessThanPlainDescent(
      String strategy, int buffer, double lambda, double less, double more) {
    AccuracyMatrix plain = run(setup("sgd", 0, 1), "sgd");
    AccuracyMatrix kept = run(setup(strategy, buffer, lambda), "kept");
    assertThat(plain.forgetting()).as("there is something to forget").isGreaterThan(0.2);
    assertThat(kept.forgetting()).isLessThan(plain.forgetting() - less);
    assertThat(kept.average()).isGreaterThan(plain.average() + more);
  }

  @Test
  void theSameSeedGivesTheSameFiguresAndAnotherOneOthers() {
    Setup setup = setup("der++", 100, 1);
    AccuracyMatrix first = run(setup, "first");
    AccuracyMatrix second = run(setup, "second");
    assertThat(second.average()).isEqualTo(first.average());
    assertThat(second.forgetting()).isEqualTo(first.forgetting());
    AccuracyMatrix other =
        new Learning(setup, TwoHalves.tasks(), SEED + 1).run(true, dir.resolve("o"), rows -> {});
    assertThat(other.average()).isNotEqualTo(first.average());
  }

  @Test
  void nearestMeansOfWhatIsStoredKnowBothTasks() {
    AccuracyMatrix means = run(setup("er,ncm", 300, 1), "means");
    // 0.827; with sums or first exemplars for means, or other parameters, it is less.
    assertThat(means.average()).isGreaterThan(0.79);
  }
}
