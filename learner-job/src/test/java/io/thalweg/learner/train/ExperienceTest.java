package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.Head;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.replay.GroupRange;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.Retention;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperienceTest {
  private static final ReplaySpec.Uniform UNIFORM = new ReplaySpec.Uniform();
  private static final Duration FOR_EVER = Duration.ZERO;

  @TempDir Path dir;

  private TestLearner open(double replayPerFresh, ReplaySpec spec) {
    return TestLearner.open(
        TestLearner.SPEC, TestLearner.config(4, replayPerFresh), spec, dir.resolve("replay"));
  }

  private static Set<Integer> stored(TestLearner t) {
    Set<Integer> labels = new TreeSet<>();
    t.replay.forEachRow(
        (group, slot, key, row) ->
            labels.add((int) row.order(ByteOrder.LITTLE_ENDIAN).getFloat(row.position())));
    return labels;
  }

  @Test
  void aRowIsStoredUnderTheKeyOfItsIdWithItsTimeAndALearnedAgainOneTakesItsOwnPlace() {
    try (TestLearner t = open(1, TestLearner.REPLAY)) {
      t.learn(0, 8);
      t.learner.commitAlone();
      t.learn(4, 8);
      assertThat(t.replay.size()).isEqualTo(8);
      ByteBuffer row = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(t.replay.read(ExampleKeys.of("e3"), row)).isTrue();
      assertThat(row.getFloat(0)).isEqualTo(3);
      assertThat(t.replay.composition(TestLearner.eventTimeMillis(7)).byAgeSeconds().get(60L))
          .as("rows of 10 to 59 seconds: 2, 3, 5 and 6")
          .isEqualTo(4);
    }
  }

  @Test
  void aClassIsTheLabelAndARegressionHasOne() {
    ReplaySpec spec = TestLearner.REPLAY;
    ReplayConfig config = spec.table(RowLayout.of(TestLearner.FEATURES), TestLearner.GROUPS);
    TrainingConfig training = TestLearner.config(4, 1);
    GroupRange all = new GroupRange(0, TestLearner.GROUPS - 1);
    for (Head head : new Head[] {new Head.Multiclass(5), new Head.Regression()}) {
      try (ReplayTable table = ReplayTable.open(config, all, dir.resolve(head.toString()));
          Experience experience = Experience.open(spec, head, training, config, table)) {
        for (int i = 0; i < 5; i++) {
          experience.offer("e" + i, i, Origin.UNKNOWN, row(i));
        }
        assertThat(table.composition(0).byClass().keySet())
            .containsExactlyElementsOf(
                head instanceof Head.Regression ? Set.of(0) : new TreeSet<>(Set.of(0, 1, 2, 3, 4)));
      }
    }
  }

  private static ByteBuffer row(int i) {
    return ByteBuffer.wrap(TestLearner.row(i, 1, 1)).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void nothingIsDrawnBeforeTheStoreHasItsLeastSize() {
    ReplaySpec later =
        new ReplaySpec(160, 10, Retention.WINDOW, UNIFORM, FOR_EVER, TestLearner.REPLAY.tiers(), 5);
    try (TestLearner t = open(1, later)) {
      t.learn(0, 16);
      t.learner.commitAlone();
      assertThat(t.engine.targetsOfBatches)
          .extracting(batch -> batch.length)
          .containsExactly(4, 4, 8, 8);
      assertThat(t.learner.examplesReplayed()).isEqualTo(8);
    }
  }

  @Test
  void rowsBeyondTheirTimeToLiveAreDroppedAndLateOnesNeverStored() {
    Duration timeToLive = Duration.ofSeconds(400);
    ReplaySpec spec = TestLearner.replay(Retention.WINDOW, UNIFORM, timeToLive);
    try (TestLearner t = open(3, spec)) {
      t.learn(0, 4);
      t.learner.commitAlone();
      for (int n = 8; n <= 120; n += 4) {
        t.learn(n - 4, n);
        long newest = IntStream.range(0, n).mapToLong(TestLearner::eventTimeMillis).max().orElse(0);
        // Steps are six seconds: a 64th of 400.
        long limit = Math.floorDiv(newest - 400_000, 6_000) * 6_000;
        Set<Integer> young =
            IntStream.range(0, n)
                .filter(i -> TestLearner.eventTimeMillis(i) >= limit)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(stored(t)).as("after %d examples", n).isEqualTo(young);
      }
      t.learner.learn("late", 0, Origin.UNKNOWN, TestLearner.row(3, 1, 1));
      t.learner.flush();
      assertThat(stored(t)).doesNotContain(3);
    }
  }

  /** Priorities are kept by hand here, in float64; the label of a row says which it is. */
  @Test
  void replayedGradientsBearTheImportanceWeightsOfPrioritiesThatAreTheLastLosses() {
    double alpha = 0.7;
    double beta = 0.5;
    ReplaySpec spec =
        TestLearner.replay(Retention.WINDOW, new ReplaySpec.Prioritized(alpha, beta), FOR_EVER);
    try (TestLearner t = open(2, spec)) {
      t.learn(0, 4);
      t.learner.commitAlone();
      t.learn(4, 80);
      Map<Integer, Double> weights = new HashMap<>();
      double largest = Math.pow(1 + 0.01, alpha);
      boolean anyUneven = false;
      for (int step = 0; step < 20; step++) {
        float[] targets = t.engine.targetsOfBatches.get(step);
        for (int i = 0; i < 4; i++) {
          weights.put((int) targets[i], largest);
        }
        double least =
            IntStream.range(4, 12).mapToDouble(i -> weights.get((int) targets[i])).min().orElse(0);
        float[] used = t.engine.weightsOfBatches.get(step);
        assertThat(Arrays.copyOf(used, 4)).containsExactly(1, 1, 1, 1);
        for (int i = 4; i < 12; i++) {
          double expected = Math.pow(least / weights.get((int) targets[i]), beta);
          assertThat((double) used[i])
              .as("step %d, row %d", step, i)
              .isCloseTo(expected, within(1e-4));
          anyUneven |= used[i] < 0.9;
        }
        float[] logits = t.engine.logitsOfBatches.get(step);
        for (int i = 4; i < 12; i++) {
          double loss = Math.pow(logits[i] - targets[i], 2) / 2;
          weights.put((int) targets[i], Math.pow(loss + 0.01, alpha));
          largest = Math.max(largest, Math.pow(loss + 0.01, alpha));
        }
      }
      assertThat(anyUneven).isTrue();
    }
  }

  @Test
  void lossAwareRetentionGivesUpWhatTheModelKnowsWell() {
    ReplaySpec spec = TestLearner.replay(Retention.LOSS_AWARE, UNIFORM, FOR_EVER);
    ReplayConfig config = spec.table(RowLayout.of(TestLearner.FEATURES), TestLearner.GROUPS);
    Head head = new Head.Regression();
    Loss loss = Loss.of(head);
    TrainingConfig training = TestLearner.config(4, 16);
    GroupRange all = new GroupRange(0, TestLearner.GROUPS - 1);
    try (ReplayTable table = ReplayTable.open(config, all, dir.resolve("replay"));
        Experience experience = Experience.open(spec, head, training, config, table)) {
      for (int i = 0; i < 160; i++) {
        experience.offer("e" + i, i / 20, Origin.UNKNOWN, row(i));
      }
      for (int step = 0; step < 60; step++) {
        int drawn = experience.draw(0, 64);
        float[] targets = new float[drawn];
        float[] logits = new float[drawn];
        for (int i = 0; i < drawn; i++) {
          targets[i] = experience.rowsView(0).getFloat(i * config.rowBytes());
          logits[i] = targets[i] + (targets[i] % 2 == 0 ? 0 : 100);
        }
        experience.tell(0, loss, logits, targets, 0, drawn);
      }
      for (int i = 160; i < 400; i++) {
        experience.offer("e" + i, i % 8, Origin.UNKNOWN, row(i));
      }
      int known = 0;
      int hard = 0;
      for (int i = 0; i < 160; i++) {
        boolean kept = table.contains(ExampleKeys.of("e" + i));
        known += kept && i % 2 == 0 ? 1 : 0;
        hard += kept && i % 2 == 1 ? 1 : 0;
      }
      assertThat(known).isLessThan(hard / 2);
    }
  }

  @Test
  void whatIsErasedIsNeitherStoredNorDrawnNorTakenInAgain() {
    ReplaySpec spec = TestLearner.replay(Retention.WINDOW, UNIFORM, FOR_EVER);
    ReplayConfig config = spec.table(RowLayout.of(TestLearner.FEATURES), TestLearner.GROUPS);
    GroupRange all = new GroupRange(0, TestLearner.GROUPS - 1);
    byte[] saved;
    try (ReplayTable table = ReplayTable.open(config, all, dir.resolve("replay"));
        Experience experience =
            Experience.open(spec, new Head.Regression(), TestLearner.config(4, 1), config, table)) {
      for (int i = 0; i < 10; i++) {
        experience.offer("e" + i, i % 4, about(i % 5), row(0));
      }
      long time = RowLayout.eventTimeMillis(row(0), 0);
      experience.erase(Map.of(3L, time, 77L, time));
      assertThat(table.size()).isEqualTo(8);
      assertThat(experience.erased().rows()).isEqualTo(2);
      experience.offer("late", 0, about(3), row(0));
      experience.offer("nobody's", 0, Origin.UNKNOWN, row(0));
      assertThat(table.size()).isEqualTo(9);
      assertThat(experience.refuses(3, time)).isTrue();
      assertThat(experience.refuses(3, time + 1)).isFalse();
      assertThat(experience.refuses(0, time)).isFalse();
      assertThat(experience.erased().examples()).isEqualTo(1);
      saved = experience.erased().toBytes();
    }
    ErasedSubjects first = new ErasedSubjects();
    first.restore(List.of(saved, saved), true);
    assertThat(first.rows()).as("of both learners").isEqualTo(4);
    assertThat(first.covers(77, Long.MIN_VALUE)).isTrue();
    ErasedSubjects second = new ErasedSubjects();
    second.restore(List.of(saved, saved), false);
    assertThat(second.examples()).isZero();
    assertThat(second.covers(3, 0)).isTrue();
  }

  @Test
  void whoIsErasedIsntLearnedFromWhileTheirRowsWait() {
    try (TestLearner t = open(1, TestLearner.REPLAY)) {
      long time = RowLayout.eventTimeMillis(row(1), 0);
      for (int i = 0; i < 6; i++) {
        t.learner.learn("e" + i, i % 4, about(i % 3), TestLearner.row(1, 1, 1));
      }
      assertThat(t.learner.waiting()).as("for the first round").isEqualTo(6);
      t.learner.erase(Map.of(1L, time, 2L, time - 1));
      assertThat(t.learner.waiting()).isEqualTo(4);
      t.learner.commitAlone();
      t.learner.flush();
      assertThat(t.learner.prequential().examples()).isEqualTo(4);
    }
  }

  private static Origin about(long subject) {
    return new Origin(0, 1, 0, 2, subject, false);
  }

  @Test
  void whatIsRevisedTakesThePlaceOfWhatWasProvisional() {
    ReplaySpec spec = TestLearner.replay(Retention.RESERVOIR, UNIFORM, FOR_EVER);
    ReplayConfig config = spec.table(RowLayout.of(TestLearner.FEATURES), TestLearner.GROUPS);
    GroupRange all = new GroupRange(0, TestLearner.GROUPS - 1);
    try (ReplayTable table = ReplayTable.open(config, all, dir.resolve("replay"));
        Experience experience =
            Experience.open(spec, new Head.Binary(), TestLearner.config(4, 1), config, table)) {
      Origin revised = new Origin(0, 1, 0, 2, 0, true);
      for (int i = 0; i < 80; i++) {
        experience.offer("e" + i, i % 8, Origin.UNKNOWN, row(i).putFloat(RowLayout.LABEL, 0));
      }
      for (int i = 0; i < 80; i += 3) {
        experience.offer("e" + i, i % 8, revised, row(i).putFloat(RowLayout.LABEL, 1));
      }
      experience.offer("was never kept", 0, revised, row(0));
      Map<Float, Integer> labels = new HashMap<>();
      table.forEachRow(
          (group, slot, key, row) ->
              labels.merge(
                  RowLayout.label(row.duplicate().order(ByteOrder.LITTLE_ENDIAN), row.position()),
                  1,
                  Integer::sum));
      assertThat(labels).isEqualTo(Map.of(0f, 53, 1f, 27));
    }
  }

  @Test
  void aLossBeyondFloat32IsTheLargestPriority() {
    ReplaySpec spec =
        TestLearner.replay(Retention.WINDOW, new ReplaySpec.Prioritized(1, 1), FOR_EVER);
    ReplayConfig config = spec.table(RowLayout.of(TestLearner.FEATURES), TestLearner.GROUPS);
    Head head = new Head.Regression();
    GroupRange all = new GroupRange(0, TestLearner.GROUPS - 1);
    try (ReplayTable table = ReplayTable.open(config, all, dir.resolve("replay"));
        Experience experience =
            Experience.open(spec, head, TestLearner.config(4, 1), config, table)) {
      experience.offer("one", 0, Origin.UNKNOWN, row(1));
      experience.offer("two", 0, Origin.UNKNOWN, row(2));
      assertThat(experience.draw(0, 1)).isEqualTo(1);
      float drawn = experience.rowsView(0).getFloat(0);
      experience.tell(0, Loss.of(head), new float[] {1e30f}, new float[] {0}, 0, 1);
      for (int i = 0; i < 100; i++) {
        experience.draw(0, 1);
        assertThat(experience.rowsView(0).getFloat(0)).isEqualTo(drawn);
      }
    }
  }
}
