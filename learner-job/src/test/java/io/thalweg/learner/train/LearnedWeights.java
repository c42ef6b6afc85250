package io.thalweg.learner.train;

import java.util.Arrays;
import java.util.List;

/**
 * What all learners of a checkpoint have learned together: the base, moved by the mean of what is
 * open, weighted by examples. Worked out from their states alone, in double precision.
 *
 * <p>Immutable.
 */
public final class LearnedWeights {
  private final double[] parameters;
  private final long round;
  private final long examples;
  private final long observed;
  private final int waiting;
  private final int idle;

  private LearnedWeights(
      double[] parameters, long round, long examples, long observed, int waiting, int idle) {
    this.parameters = parameters;
    this.round = round;
    this.examples = examples;
    this.observed = observed;
    this.waiting = waiting;
    this.idle = idle;
  }

  /** From the bytes of every learner's state. */
  public static LearnedWeights of(List<byte[]> blobs) {
    List<LearnerState> states = blobs.stream().map(LearnerState::fromBytes).toList();
    ReplicaState first = states.get(0).replica();
    double[] moved = new double[first.base().length];
    double weight = 0;
    long examples = 0;
    double observed = first.statistics()[0];
    int waiting = 0;
    int idle = 0;
    for (LearnerState s : states) {
      ReplicaState r = s.replica();
      requireSameBase(first, r);
      for (int i = 0; i < moved.length; i++) {
        moved[i] += r.openExamples() * ((double) r.parameters()[i] - r.base()[i]);
      }
      for (int i = 0; i < r.carriedDelta().length; i++) {
        moved[i] += r.carriedDelta()[i];
      }
      weight += r.openExamples() + r.carriedExamples();
      examples += s.counts().examples() + s.carried().examples();
      observed += r.openStatistics()[0];
      waiting += s.waiting().size();
      idle += s.steps() == 0 ? 1 : 0;
    }
    for (int i = 0; i < moved.length; i++) {
      moved[i] = first.base()[i] + (weight == 0 ? 0 : moved[i] / weight);
    }
    return new LearnedWeights(moved, first.round(), examples, Math.round(observed), waiting, idle);
  }

  private static void requireSameBase(ReplicaState a, ReplicaState b) {
    if (a.round() != b.round() || !Arrays.equals(a.base(), b.base())) {
      throw new AssertionError("bases differ: rounds " + a.round() + " and " + b.round());
    }
  }

  public double parameter(int i) {
    return parameters[i];
  }

  public long round() {
    return round;
  }

  /** Trained on, by the learners' own count. */
  public long examples() {
    return examples;
  }

  /** Rows in the statistics of the first column, which are summed and not averaged. */
  public long observed() {
    return observed;
  }

  /** Arrived and not trained on yet. */
  public int waiting() {
    return waiting;
  }

  /** Learners that have never made a step. */
  public int idle() {
    return idle;
  }
}
