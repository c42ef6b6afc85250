package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.MemoryDirectories;
import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.sync.Offsets;
import io.thalweg.learner.sync.Offsets.Input;
import io.thalweg.learner.sync.Offsets.Lane;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NegativeSamplingTest {
  private static final ModelSpec SPEC =
      new ModelSpec("rare", TestLearner.FEATURES, List.of(), new Head.Binary(), 1);

  @TempDir(factory = MemoryDirectories.class)
  Path dir;

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5, 0.9})
  void theShareOfEventsIsKept(double share) {
    int events = 100_000;
    NegativeSampling sampling = new NegativeSampling(share, 7);
    long kept = IntStream.range(0, events).filter(i -> sampling.keeps("event-" + i)).count();
    double deviation = Math.sqrt(events * share * (1 - share));
    assertThat((double) kept).isCloseTo(events * share, within(4 * deviation));
  }

  @Test
  void theIdAndTheSeedDecide() {
    NegativeSampling sampling = new NegativeSampling(0.5, 7);
    assertThat(both(sampling, new NegativeSampling(0.5, 7))).isEqualTo(both(sampling, sampling));
    // Half of what one seed keeps another does, too, and a larger share keeps what a smaller does.
    assertThat(both(sampling, new NegativeSampling(0.5, 8))).isBetween(200L, 300L);
    NegativeSampling fewer = new NegativeSampling(0.2, 7);
    assertThat(both(sampling, fewer)).isEqualTo(both(fewer, fewer));
  }

  /** On every machine and in every release: a job goes on from where another one was. */
  @Test
  void whatIsKeptIsFixed() {
    NegativeSampling sampling = new NegativeSampling(0.25, 1);
    assertThat(IntStream.range(0, 24).filter(i -> sampling.keeps("event-" + i)))
        .containsExactly(0, 1, 6, 7, 9, 17, 19, 22);
  }

  private static long both(NegativeSampling one, NegativeSampling other) {
    return IntStream.range(0, 1_000)
        .filter(i -> one.keeps("e" + i) && other.keeps("e" + i))
        .count();
  }

  @Test
  void aShareThatIsNoneIsRefused() {
    for (double share : new double[] {0, -0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new NegativeSampling(share, 0))
          .hasMessage("share of the negatives: %s, want above 0 and at most 1".formatted(share));
    }
    assertThat(NegativeSampling.NONE.keeps("any")).isTrue();
  }

  @Test
  void onlyNegativesAreLeftOutAndTheSinkIsToldOfThem() {
    NegativeSampling sampling = new NegativeSampling(0.3, 5);
    try (TestLearner l = open(sampling, dir.resolve("a"))) {
      for (int i = 0; i < 90; i++) {
        l.learn(i, TestLearner.labelled(TestLearner.row(i, 1, 0), i % 3 == 0 ? 1 : 0));
      }
      l.learner.commitAlone();
      l.learner.flush();
      List<String> expected = new ArrayList<>();
      List<String> leftOut = new ArrayList<>();
      for (int i = 0; i < 90; i++) {
        (i % 3 == 0 || sampling.keeps("e" + i) ? expected : leftOut).add("e" + i);
      }
      assertThat(l.ledger.stream().filter(e -> e.step() > 0).map(TestLearner.Learned::id))
          .containsExactlyElementsOf(expected);
      assertThat(l.ledger.stream().filter(e -> e.step() == 0))
          .allMatch(e -> e.label() == 0 && Float.isNaN(e.score()))
          .map(TestLearner.Learned::id)
          .containsExactlyElementsOf(leftOut);
      assertThat(l.learner.negativesLeftOut()).isEqualTo(leftOut.size());
      assertThat(l.learner.prequential().examples()).isEqualTo(expected.size());
      assertThat(leftOut).hasSizeBetween(30, 55);
    }
  }

  /** Of three partitions; a round is through with what it has left out behind what it learned. */
  @Test
  void aRoundIsThroughWithWhatWasLeftOut() {
    try (TestLearner l = open(new NegativeSampling(1e-6, 5), dir.resolve("a"))) {
      for (int i = 0; i < 30; i++) {
        l.learn(i, TestLearner.labelled(TestLearner.row(i, 1, 0), i == 3 ? 1 : 0));
      }
      l.learner.commitAlone();
      l.learner.flush();
      Offsets offsets = l.learner.totals().offsets();
      Offsets.Span learned = offsets.byLane().get(new Lane(Input.EVENTS, 0));
      assertThat(learned).isEqualTo(new Offsets.Span(101, 110, 102));
      Offsets.Span nothing = offsets.byLane().get(new Lane(Input.EVENTS, 1));
      assertThat(nothing.through()).isEqualTo(110);
      assertThat(nothing.to()).as("nothing of it is in a version").isZero();
    }
  }

  /** A row that waits holds back what comes behind it in its partition, left out or not. */
  @Test
  void butNotWithWhatWaits() {
    try (TestLearner l = open(new NegativeSampling(1e-6, 5), dir.resolve("a"))) {
      l.learn(0, TestLearner.labelled(TestLearner.row(0, 1, 0), 1));
      l.learn(3, TestLearner.labelled(TestLearner.row(3, 1, 0), 0));
      Offsets.Span span = l.learner.totals().offsets().byLane().get(new Lane(Input.EVENTS, 0));
      assertThat(span.through()).isEqualTo(100);
    }
  }

  @Test
  void aRestoredLearnerGoesOnCountingAndLeavesTheSameOut() {
    NegativeSampling sampling = new NegativeSampling(0.3, 5);
    byte[] state;
    Path snapshot = dir.resolve("snapshot");
    List<TestLearner.Learned> before;
    try (TestLearner whole = open(sampling, dir.resolve("a"))) {
      learnNegatives(whole, 0, 40);
      whole.learner.commitAlone();
      state = whole.state();
      whole.snapshotTo(snapshot);
      before = List.copyOf(whole.ledger);
      learnNegatives(whole, 40, 100);
      try (TestLearner restored =
          TestLearner.restore(
              SPEC,
              config(sampling),
              TestLearner.REPLAY,
              DriftConfig.NONE,
              state,
              snapshot,
              dir.resolve("b"))) {
        learnNegatives(restored, 40, 100);
        assertThat(restored.ledger)
            .isEqualTo(whole.ledger.subList(before.size(), whole.ledger.size()));
        assertThat(restored.learner.negativesLeftOut()).isEqualTo(whole.learner.negativesLeftOut());
        assertThat(restored.learner.parameters()).isEqualTo(whole.learner.parameters());
      }
    }
  }

  private static void learnNegatives(TestLearner l, int from, int to) {
    for (int i = from; i < to; i++) {
      l.learn(i, TestLearner.labelled(TestLearner.row(i, i % 5, 1), i % 4 == 0 ? 1 : 0));
    }
  }

  @Test
  void aLatePositiveThatWasLeftOutRevisesNothing() {
    NegativeSampling sampling = new NegativeSampling(0.5, 5);
    Origin late = new Origin(0, 7, 1, 8, 9, true);
    int kept =
        IntStream.range(0, 100).filter(i -> sampling.keeps("e" + i)).findFirst().orElseThrow();
    int gone =
        IntStream.range(0, 100).filter(i -> !sampling.keeps("e" + i)).findFirst().orElseThrow();
    assertThat(sampling.asLearned("e" + kept, late)).isEqualTo(late);
    assertThat(sampling.asLearned("e" + gone, late)).isEqualTo(new Origin(0, 7, 1, 8, 9, false));
    try (TestLearner l = open(sampling, dir.resolve("a"))) {
      l.learner.learn(
          "e" + gone, 0, TestLearner.origin(0), TestLearner.labelled(TestLearner.row(0, 1, 0), 0));
      l.learner.learn("e" + gone, 0, late, TestLearner.labelled(TestLearner.row(0, 1, 0), 1));
      l.learner.commitAlone();
      l.learner.flush();
      assertThat(l.replay.stats().size())
          .as("it isn't refused as one that has no row to revise")
          .isOne();
    }
  }

  private static TestLearner open(NegativeSampling sampling, Path directory) {
    return TestLearner.open(SPEC, config(sampling), directory);
  }

  private static TrainingConfig config(NegativeSampling sampling) {
    return TestLearner.config(4, 1).withNegatives(sampling);
  }
}
