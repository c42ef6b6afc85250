package io.thalweg.learner.train.graph;

import io.thalweg.learner.train.DropoutMasks;
import java.util.Arrays;

/**
 * What steps compute with: the memory, the products, and arrays for a piece of it. Loops over
 * arrays become vector instructions, loops over buffers don't; so a piece, which fits the fastest
 * cache, is copied out, computed and copied back. Confined to one thread.
 */
final class Workspace {
  /** Floats of a piece. */
  private static final int PIECE = 2048;

  private final Memory memory;
  private final Gemm gemm;
  private final long seed;
  private final float[][] pieces;
  private long step;
  private boolean training;

  /**
   * A workspace.
   *
   * @param widest columns of the widest value: a piece holds a row or more
   */
  Workspace(Memory memory, Gemm gemm, int widest, long seed) {
    this.memory = memory;
    this.gemm = gemm;
    this.seed = seed;
    this.pieces = new float[4][Math.max(PIECE, widest)];
  }

  Memory memory() {
    return memory;
  }

  Gemm gemm() {
    return gemm;
  }

  /** The array of this number, 0 to 3; whoever calls somebody else finds it changed. */
  float[] piece(int number) {
    return pieces[number];
  }

  int pieceLength() {
    return pieces[0].length;
  }

  /** Rows of so many columns that fit a piece. */
  int pieceRows(int columns) {
    return pieceLength() / columns;
  }

  void beginStep(long number) {
    step = number;
  }

  /** The next pass leaves out what the masks say. */
  void train() {
    training = true;
  }

  /** The next pass leaves nothing out. */
  void predict() {
    training = false;
  }

  boolean isTraining() {
    return training;
  }

  void mask(int at, int length, float rate, int place) {
    DropoutMasks.fill(
        memory.floatsView().slice(at, length), length, rate, DropoutMasks.key(seed, step, place));
  }

  /** Adds to, or sets, a value's gradient from {@code at} on. Uses the piece 3. */
  void give(Value x, int offset, float[] gradient, int length) {
    int at = x.gradient() + offset;
    if (x.isShared()) {
      float[] before = pieces[3];
      memory.read(at, before, length);
      add(before, gradient, length);
      memory.write(at, before, length);
    } else {
      memory.write(at, gradient, length);
    }
  }

  static void add(float[] to, float[] summand, int length) {
    for (int i = 0; i < length; i++) {
      to[i] += summand[i];
    }
  }

  void clear(int at, int length) {
    float[] zeros = pieces[3];
    Arrays.fill(zeros, 0, Math.min(zeros.length, length), 0);
    for (int i = 0; i < length; i += zeros.length) {
      memory.write(at + i, zeros, Math.min(zeros.length, length - i));
    }
  }
}
