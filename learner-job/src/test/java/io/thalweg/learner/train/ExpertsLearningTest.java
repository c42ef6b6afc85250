package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.TestLearner.Learned;
import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two regimes take turns, three times each. */
class ExpertsLearningTest {
  private static final int TURNS = 6;
  private static final int EARLY = 1_500;

  @TempDir private Path dir;

  /**
   * @param early accuracy over the first rows of each turn
   * @param later over the others
   */
  private record Run(List<Double> early, List<Double> later, RoutedExperts.Counts experts) {}

  private Run run(ModelSpec spec, String name) {
    double[] early = new double[TURNS];
    double[] later = new double[TURNS];
    try (TestLearner t =
        TestLearner.open(spec, Regimes.CONFIG, Regimes.REPLAY, dir.resolve(name))) {
      for (int turn = 0; turn < TURNS; turn++) {
        int from = turn * Regimes.ROWS;
        Regimes.learn(t, from, from + Regimes.ROWS, turn % 2 == 1);
      }
      t.learner.flush();
      for (int i = 0; i < t.ledger.size(); i++) {
        Learned l = t.ledger.get(i);
        boolean right = l.score() >= 0.5 == (l.label() == 1);
        int within = i % Regimes.ROWS;
        early[i / Regimes.ROWS] += right && within < EARLY ? 1.0 / EARLY : 0;
        later[i / Regimes.ROWS] += right && within >= EARLY ? 1.0 / (Regimes.ROWS - EARLY) : 0;
      }
      return new Run(
          Arrays.stream(early).boxed().toList(),
          Arrays.stream(later).boxed().toList(),
          t.learner.experts());
    }
  }

  @Test
  void aRegimeThatReturnsFindsItsExpert() {
    Run one = run(Regimes.spec(new Mlp(Regimes.HIDDEN)), "one");
    assertThat(one.experts()).isEqualTo(new RoutedExperts.Counts(0, 0, 0, 0));
    Run experts = run(Regimes.EXPERTS, "experts");
    Run lateral = run(Regimes.LATERAL, "lateral");
    for (Run run : List.of(experts, lateral)) {
      assertThat(run.experts()).isEqualTo(new RoutedExperts.Counts(1, 2, 1, TURNS - 2));
      for (int turn = 2; turn < TURNS; turn++) {
        assertThat(run.early().get(turn))
            .as("turn " + turn)
            .isGreaterThan(one.early().get(turn) + 0.05);
        assertThat(run.later().get(turn)).as("turn " + turn).isGreaterThan(0.97);
        assertThat(one.later().get(turn)).isLessThan(0.97);
      }
    }
  }
}
