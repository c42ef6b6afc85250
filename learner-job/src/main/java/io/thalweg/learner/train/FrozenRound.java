package io.thalweg.learner.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A replica's part of a round in a checkpoint that was taken within it. The arrays aren't changed
 * any more.
 */
final class FrozenRound {
  private final float[] parameters;
  private final long examples;
  private final double[] statistics;
  private final float[] reduced;
  private final int worldSize;
  private final float[] wanted;

  /**
   * What {@link ModelReplica#toState} puts together.
   *
   * @param parameters where they were frozen
   * @param examples learned from the base to there
   * @param statistics of the examples that came in between them
   * @param reduced what the round was committed with; empty if it isn't yet
   * @param wanted of the head, see {@link Growth}
   */
  FrozenRound(
      float[] parameters,
      long examples,
      double[] statistics,
      float[] reduced,
      int worldSize,
      float[] wanted) {
    this.parameters = parameters;
    this.examples = examples;
    this.statistics = statistics;
    this.reduced = reduced;
    this.worldSize = worldSize;
    this.wanted = wanted;
  }

  float[] parameters() {
    return parameters;
  }

  long examples() {
    return examples;
  }

  double[] statistics() {
    return statistics;
  }

  boolean isCommitted() {
    return reduced.length > 0;
  }

  float[] reduced() {
    return reduced;
  }

  int worldSize() {
    return worldSize;
  }

  float[] wanted() {
    return wanted;
  }

  /** int8 1 and the round, or 0 for none. */
  static void write(DataOutputStream out, @Nullable FrozenRound round) throws IOException {
    out.writeByte(round == null ? 0 : 1);
    if (round != null) {
      Vectors.write(out, round.parameters);
      out.writeLong(round.examples);
      Vectors.write(out, round.statistics);
      Vectors.write(out, round.reduced);
      out.writeInt(round.worldSize);
      Vectors.write(out, round.wanted);
    }
  }

  static @Nullable FrozenRound read(DataInputStream in) throws IOException {
    return read(in, true);
  }

  /** As learner states up to version 6 have it. */
  static @Nullable FrozenRound readWithoutWishes(DataInputStream in) throws IOException {
    return read(in, false);
  }

  private static @Nullable FrozenRound read(DataInputStream in, boolean wishes) throws IOException {
    if (in.readByte() == 0) {
      return null;
    }
    return new FrozenRound(
        Vectors.readFloats(in),
        in.readLong(),
        Vectors.readDoubles(in),
        Vectors.readFloats(in),
        in.readInt(),
        wishes ? Vectors.readFloats(in) : new float[0]);
  }
}
