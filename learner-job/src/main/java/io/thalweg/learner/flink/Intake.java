package io.thalweg.learner.flink;

import io.thalweg.ingestion.flink.Example;
import io.thalweg.ingestion.flink.Position;
import io.thalweg.learner.sync.Course;
import io.thalweg.learner.sync.Course.Learn;
import io.thalweg.learner.sync.Course.Step;
import io.thalweg.learner.sync.Replica;
import io.thalweg.learner.sync.RoundMarks;
import io.thalweg.learner.train.Experience;
import io.thalweg.learner.train.OnlineLearner;
import io.thalweg.learner.train.Origin;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What comes to a learner, on its way into it: at once, or along a {@link Course} where marks in
 * the stream say when rounds are frozen and taken over. Confined to the mailbox thread.
 */
final class Intake {
  private final LearnerOperatorConfig settings;
  private final OnlineLearner learner;
  private final Experience experience;
  private final boolean alone;
  private final int groupCount;
  private final @Nullable Course<Example> course;

  /**
   * For one start of a learner.
   *
   * @param experience whose erasures keep examples out
   * @param frozen is told of rounds that can be reduced
   */
  Intake(
      LearnerOperatorConfig settings,
      OnlineLearner learner,
      Experience experience,
      int worldSize,
      int groupCount,
      LongConsumer frozen) {
    this.settings = settings;
    this.learner = learner;
    this.experience = experience;
    this.alone = worldSize == 1;
    this.groupCount = groupCount;
    RoundMarks marks = settings.rounds().marks();
    this.course = marks == null || alone ? null : new Course<>(marks, learner, this::learn, frozen);
  }

  /** Whether marks decide about rounds, so that one may be running in a checkpoint. */
  boolean followsMarks() {
    return course != null;
  }

  /** What the rounds move. */
  Replica replica() {
    return course == null ? learner : course;
  }

  /** To be called after joining. */
  void begin(List<Step<Example>> ahead) {
    if (course != null) {
      course.begin(ahead);
      return;
    }
    for (Step<Example> step : ahead) {
      if (step instanceof Learn<Example> l) {
        learn(l.example());
      }
    }
  }

  void example(Example e) {
    if (experience.refuses(e.subject(), e.eventTimeMillis())) {
      return;
    }
    if (course == null) {
      learn(e);
    } else {
      course.example(e);
    }
  }

  private void learn(Example e) {
    learner.learn(e.id(), group(e), origin(e), e.row());
    if (alone) {
      commitWhenDue();
    }
  }

  int group(Example e) {
    return ReplayGroups.of(e.keyHash(), groupCount);
  }

  private static Origin origin(Example e) {
    Position event = e.eventPosition();
    Position label = e.labelPosition();
    return new Origin(
        event.partition(),
        event.offset(),
        label.partition(),
        label.offset(),
        e.subject(),
        e.revised());
  }

  /** A lone learner has nobody to agree with; its rounds fall at counts of examples. */
  private void commitWhenDue() {
    boolean held = learner.needsRound() && learner.waiting() >= settings.training().batch();
    if (held || learner.openExamples() >= settings.rounds().everyExamples()) {
      learner.commitAlone();
    }
  }

  /** A mark of {@link MarkOperator}. */
  void mark(long examples) {
    if (course != null) {
      course.mark(examples);
    }
  }

  /**
   * Trains on what waits for a full batch; a lone learner needs nobody for a round that brings
   * statistics or a class. What waits for a round goes on waiting.
   */
  void flush() {
    if (course != null && course.isWaiting()) {
      return;
    }
    if (alone && learner.needsRound()) {
      learner.commitAlone();
    }
    learner.flush();
  }

  /** Trains on what it still can; nothing that comes of a round's end later is learned here. */
  void end() {
    if (course != null) {
      course.end();
    }
    flush();
  }

  /** What has come and waits for a round. */
  List<Step<Example>> ahead() {
    return course == null ? List.of() : course.ahead();
  }
}
