package io.thalweg.collective.mode;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A replica that learns by itself between rounds: the base that all ranks share, the parameters
 * that have moved on from it, and in between the points at which they were frozen, oldest first. A
 * frozen point contributes its delta from the point before it, so several rounds can be under way
 * while learning goes on. A commit replaces base and oldest point by the next base and moves all
 * that follows along: theta' = base' + (theta - frozen theta). Confined to the thread that learns.
 */
public final class LocalReplica implements Replica {

  /** Parameters at a freeze, and the weight of what was learned since the point before. */
  private static final class FrozenPoint {
    final float[] parameters;
    final double weight;

    FrozenPoint(float[] parameters, double weight) {
      this.parameters = parameters;
      this.weight = weight;
    }
  }

  private final float[] parameters;
  private final OuterOptimizer outer;
  private final Deque<FrozenPoint> frozen = new ArrayDeque<>();
  private float[] base;
  private double openWeight;

  public LocalReplica(float[] initial, OuterOptimizer outer) {
    this.parameters = initial.clone();
    this.base = initial.clone();
    this.outer = outer;
  }

  /** The live parameters, borrowed: a training step writes them. */
  public float[] parameters() {
    return parameters;
  }

  /**
   * The parameters of the last committed round, the same bits on all ranks. Borrowed, read-only.
   */
  public float[] baseView() {
    return base;
  }

  /** Says how much the parameters have learned, in examples. */
  public void learned(double weight) {
    openWeight += weight;
  }

  /** Of what was learned since the base, rounds under way included. */
  public double uncommittedWeight() {
    return openWeight + frozen.stream().mapToDouble(point -> point.weight).sum();
  }

  /** How many contributions are frozen and neither committed nor aborted. */
  public int inFlight() {
    return frozen.size();
  }

  @Override
  public Contribution freeze() {
    float[] from = frozen.isEmpty() ? base : frozen.getLast().parameters;
    float[] delta = new float[parameters.length];
    for (int i = 0; i < delta.length; i++) {
      delta[i] = parameters[i] - from[i];
    }
    double weight = openWeight;
    frozen.addLast(new FrozenPoint(parameters.clone(), weight));
    openWeight = 0;
    return Contribution.of(delta, weight);
  }

  @Override
  public void commit(Average average) {
    if (frozen.isEmpty()) {
      throw new IllegalStateException("commit of a round that was never frozen here");
    }
    rebase(frozen.removeFirst().parameters, average);
  }

  /** Applies a round that this replica sat out: what it has learned is carried on. */
  public void commitCarried(Average average) {
    rebase(base, average);
  }

  private void rebase(float[] from, Average average) {
    float[] next =
        average.totalWeight() > 0 ? outer.step(base, average.valuesView()) : base.clone();
    for (FrozenPoint point : frozen) {
      move(point.parameters, from, next);
    }
    move(parameters, from, next);
    base = next;
  }

  private static void move(float[] values, float[] from, float[] to) {
    for (int i = 0; i < values.length; i++) {
      values[i] = to[i] + (values[i] - from[i]);
    }
  }

  @Override
  public void abort() {
    openWeight = uncommittedWeight();
    frozen.clear();
  }
}
