package io.thalweg.learner.train;

import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.sync.Course;
import io.thalweg.learner.sync.Course.Step;
import io.thalweg.learner.sync.RoundMarks;
import io.thalweg.learner.train.MarkedLearnersTest.Disturbances;
import io.thalweg.model.ModelSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Learners along one stream's marks. Rounds take a while, are tried again, and may come long after
 * a learner has got to where it needs them; at any place everything is thrown away and goes on from
 * the last checkpoint, which draws its line through all between two messages. Confined to one
 * thread.
 */
final class MarkedLearners implements AutoCloseable {
  private static final int LEARNERS = 2;
  private static final RoundMarks MARKS = new RoundMarks(4, 40, 12);
  private static final TrainingConfig CONFIG = TestLearner.config(3, 2);

  private final RaceSpec race;
  private final ModelSpec spec;
  private final ReplaySpec replay;
  private final Path directory;
  private final Disturbances disturbances;
  private final Learner[] learners = new Learner[LEARNERS];
  private Checkpoint last = new Checkpoint(0, List.of(), List.of(), List.of());
  private int next;
  private int tables;
  private int commitIn = -1;

  private record Checkpoint(
      int next, List<byte[]> states, List<List<Step<Integer>>> ahead, List<Path> replays) {}

  private static final class Learner {
    final TestLearner test;
    final Course<Integer> course;
    long frozen;

    Learner(TestLearner test) {
      this.test = test;
      this.course =
          new Course<>(
              MARKS, test.learner, i -> test.learn(i, i + 1), round -> this.frozen = round);
    }
  }

  MarkedLearners(ReplaySpec replay, Path directory, Disturbances disturbances) {
    this(TestLearner.SPEC, RaceSpec.NONE, replay, directory, disturbances);
  }

  MarkedLearners(
      ModelSpec spec, RaceSpec race, ReplaySpec replay, Path directory, Disturbances disturbances) {
    this.spec = spec;
    this.race = race;
    this.replay = replay;
    this.directory = directory;
    this.disturbances = disturbances;
    directory.toFile().mkdirs();
    start();
  }

  private void start() {
    for (int rank = 0; rank < LEARNERS; rank++) {
      boolean first = last.states().isEmpty();
      TestLearner test =
          first
              ? TestLearner.open(spec, CONFIG, race, replay, table())
              : TestLearner.restore(
                  spec,
                  CONFIG,
                  race,
                  replay,
                  DriftConfig.NONE,
                  last.states().get(rank),
                  last.replays().get(rank),
                  table());
      learners[rank] = new Learner(test);
      learners[rank].course.begin(first ? List.of() : last.ahead().get(rank));
    }
    next = last.next();
    commitIn = -1;
  }

  private Path table() {
    return directory.resolve("table-" + tables++);
  }

  /** Example 0 to the last, the second learner getting one in five. */
  void run(int examples) throws Exception {
    while (next < examples) {
      int i = next++;
      learners[i % 5 == 4 ? 1 : 0].course.example(i);
      for (Learner l : learners) {
        l.course.mark(i + 1L);
      }
      reduceWhenDue();
      if (disturbances.oneIn(40)) {
        checkpoint();
      }
      if (disturbances.oneIn(60)) {
        close();
        start();
      }
    }
    while (reducible()) {
      reduce();
    }
  }

  private boolean reducible() {
    long round = learners[0].course.round() + 1;
    for (Learner l : learners) {
      if (l.frozen != round) {
        return false;
      }
    }
    return true;
  }

  private void reduceWhenDue() {
    if (!reducible()) {
      commitIn = -1;
    } else if (commitIn < 0) {
      commitIn = disturbances.upTo(60);
    } else if (commitIn-- == 0) {
      reduce();
    }
  }

  private void reduce() {
    long round = learners[0].course.round() + 1;
    float[] sum = new float[0];
    for (int attempt = 0; attempt <= disturbances.upTo(3); attempt++) {
      for (Learner l : learners) {
        l.course.abort();
      }
      float[] one = learners[0].course.freeze();
      float[] other = learners[1].course.freeze();
      sum = new float[one.length];
      for (int k = 0; k < sum.length; k++) {
        sum[k] = one[k] + other[k];
      }
    }
    for (Learner l : learners) {
      l.course.commit(round, sum.clone(), LEARNERS);
    }
  }

  private void checkpoint() {
    List<byte[]> states = new ArrayList<>();
    List<List<Step<Integer>>> ahead = new ArrayList<>();
    List<Path> replays = new ArrayList<>();
    for (int rank = 0; rank < LEARNERS; rank++) {
      Learner l = learners[rank];
      states.add(l.test.learner.toState(rank, LEARNERS).toBytes());
      ahead.add(l.course.ahead());
      Path snapshot = directory.resolve("snapshot-" + tables++);
      l.test.snapshotTo(snapshot);
      replays.add(snapshot);
    }
    last = new Checkpoint(next, states, ahead, replays);
  }

  /** How many outputs each has. */
  List<Integer> outputs() {
    return List.of(learners[0].test.learner.outputs(), learners[1].test.learner.outputs());
  }

  /** Everything that the learners would go on from but their tables, which their steps show. */
  byte[] states() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int rank = 0; rank < LEARNERS; rank++) {
      bytes.write(learners[rank].test.learner.toState(rank, LEARNERS).toBytes());
    }
    return bytes.toByteArray();
  }

  /** Of the first of them. */
  OnlineLearner learner() {
    return learners[0].test.learner;
  }

  @Override
  public void close() {
    for (Learner l : learners) {
      l.test.close();
    }
  }
}
