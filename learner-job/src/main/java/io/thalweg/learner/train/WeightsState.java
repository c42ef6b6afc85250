package io.thalweg.learner.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link AveragedWeights} in a checkpoint. The arrays are owned by whoever holds the state and
 * aren't changed any more.
 */
final class WeightsState {
  private final float[] parameters;
  private final float[] base;
  private final long openExamples;
  private final long carriedExamples;
  private final float[] carriedDelta;
  private final float @Nullable [] frozen;
  private final long frozenExamples;

  /**
   * What {@link AveragedWeights#toState} puts together.
   *
   * @param carriedDelta deltas times examples, or empty
   * @param frozen parameters in a running round, null if there is none
   */
  WeightsState(
      float[] parameters,
      float[] base,
      long openExamples,
      long carriedExamples,
      float[] carriedDelta,
      float @Nullable [] frozen,
      long frozenExamples) {
    this.parameters = parameters;
    this.base = base;
    this.openExamples = openExamples;
    this.carriedExamples = carriedExamples;
    this.carriedDelta = carriedDelta;
    this.frozen = frozen;
    this.frozenExamples = frozenExamples;
  }

  float[] parameters() {
    return parameters;
  }

  float[] base() {
    return base;
  }

  long openExamples() {
    return openExamples;
  }

  long carriedExamples() {
    return carriedExamples;
  }

  float[] carriedDelta() {
    return carriedDelta;
  }

  float @Nullable [] frozen() {
    return frozen;
  }

  long frozenExamples() {
    return frozenExamples;
  }

  /**
   * What several learners leave to one of others: all start at the common base, and the heir takes
   * their deltas, times their examples, into the next round.
   */
  static WeightsState inherited(List<WeightsState> all, boolean heir) {
    float[] base = all.get(0).base;
    float[] delta = new float[base.length];
    long examples = 0;
    if (heir) {
      for (WeightsState s : all) {
        for (int i = 0; i < delta.length; i++) {
          delta[i] += s.openExamples * (s.parameters[i] - s.base[i]);
        }
        for (int i = 0; i < s.carriedDelta.length; i++) {
          delta[i] += s.carriedDelta[i];
        }
        examples += s.openExamples + s.carriedExamples;
      }
    }
    return new WeightsState(base, base, 0, examples, heir ? delta : new float[0], null, 0);
  }

  void write(DataOutputStream out) throws IOException {
    Vectors.write(out, parameters);
    Vectors.write(out, base);
    out.writeLong(openExamples);
    out.writeLong(carriedExamples);
    Vectors.write(out, carriedDelta);
    out.writeBoolean(frozen != null);
    if (frozen != null) {
      Vectors.write(out, frozen);
      out.writeLong(frozenExamples);
    }
  }

  static WeightsState read(DataInputStream in) throws IOException {
    float[] parameters = Vectors.readFloats(in);
    float[] base = Vectors.readFloats(in);
    long openExamples = in.readLong();
    long carriedExamples = in.readLong();
    float[] carriedDelta = Vectors.readFloats(in);
    boolean inRound = in.readBoolean();
    return new WeightsState(
        parameters,
        base,
        openExamples,
        carriedExamples,
        carriedDelta,
        inRound ? Vectors.readFloats(in) : null,
        inRound ? in.readLong() : 0);
  }
}
