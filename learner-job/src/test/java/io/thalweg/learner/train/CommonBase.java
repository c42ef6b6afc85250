package io.thalweg.learner.train;

import java.util.Arrays;
import java.util.List;

/** The base that all learners of a checkpoint share, and how much is open on top. Immutable. */
public final class CommonBase {
  private final long round;
  private final float[] parameters;
  private final long openExamples;

  private CommonBase(long round, float[] parameters, long openExamples) {
    this.round = round;
    this.parameters = parameters;
    this.openExamples = openExamples;
  }

  /**
   * From the bytes of every learner's state.
   *
   * @throws AssertionError if bases differ, if only in a bit
   */
  public static CommonBase of(List<byte[]> blobs) {
    List<LearnerState> states = blobs.stream().map(LearnerState::fromBytes).toList();
    ReplicaState first = states.get(0).replica();
    long open = 0;
    for (LearnerState s : states) {
      ReplicaState r = s.replica();
      if (r.round() != first.round() || !Arrays.equals(r.base(), first.base())) {
        throw new AssertionError("bases differ: rounds " + first.round() + " and " + r.round());
      }
      open += r.openExamples() + r.carriedExamples();
    }
    return new CommonBase(first.round(), first.base(), open);
  }

  public long round() {
    return round;
  }

  /** Float32, flat, borrowed. */
  public float[] parameters() {
    return parameters;
  }

  /** Learned by all of them together since the base, and in no round. */
  public long openExamples() {
    return openExamples;
  }
}
