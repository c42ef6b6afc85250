package io.thalweg.learner.sync;

import org.jspecify.annotations.Nullable;

/** Averages deltas over ranks, unweighted. Confined to one thread. */
final class AveragingReplica implements Replica {
  final float[] parameters;
  int aborts;

  private final float[] base;
  private long round;
  private float @Nullable [] frozen;

  AveragingReplica(long round, float... base) {
    this.round = round;
    this.base = base.clone();
    this.parameters = base.clone();
  }

  @Override
  public long round() {
    return round;
  }

  @Override
  public float[] freeze() {
    if (frozen != null) {
      throw new IllegalStateException("frozen twice");
    }
    frozen = parameters.clone();
    float[] delta = new float[base.length];
    for (int i = 0; i < delta.length; i++) {
      delta[i] = parameters[i] - base[i];
    }
    return delta;
  }

  @Override
  public void abort() {
    frozen = null;
    aborts++;
  }

  @Override
  public void commit(long committedRound, float[] reduced, int worldSize) {
    if (frozen == null) {
      throw new IllegalStateException("round " + committedRound + " was never frozen");
    }
    for (int i = 0; i < base.length; i++) {
      float next = base[i] + reduced[i] / worldSize;
      parameters[i] = next + (parameters[i] - frozen[i]);
      base[i] = next;
    }
    frozen = null;
    round = committedRound;
  }

  @Override
  public Totals baseTotals() {
    return Totals.NONE;
  }

  @Override
  public Totals totals() {
    return Totals.NONE;
  }

  @Override
  public float[] baseView() {
    return base;
  }
}
