package io.thalweg.learner.train.experts;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** {@link RoutedExperts} in a checkpoint. The array isn't changed any more. */
public final class ExpertsState {
  /** Of a model that isn't made of experts, or hasn't begun. */
  public static final ExpertsState NONE =
      new ExpertsState(Routing.START, new ExpertSums(0), new float[0]);

  private final Routing routing;
  private final ExpertSums sums;
  private final float[] healthy;

  ExpertsState(Routing routing, ExpertSums sums, float[] healthy) {
    this.routing = routing;
    this.sums = sums;
    this.healthy = healthy;
  }

  Routing routing() {
    return routing;
  }

  /** A copy; zeros where there are none yet. */
  ExpertSums sumsOf(int experts) {
    return sums.isOf(experts) ? sums.copy() : new ExpertSums(experts);
  }

  float[] healthy() {
    return healthy;
  }

  /** What each of another number of learners goes on from: what rows have cost is lost. */
  public ExpertsState withoutSums() {
    return new ExpertsState(routing, sums.cleared(), healthy);
  }

  public void write(DataOutputStream out) throws IOException {
    routing.write(out);
    sums.write(out);
    out.writeInt(healthy.length);
    for (float x : healthy) {
      out.writeFloat(x);
    }
  }

  public static ExpertsState read(DataInputStream in) throws IOException {
    Routing routing = Routing.read(in);
    ExpertSums sums = ExpertSums.read(in);
    float[] healthy = new float[in.readInt()];
    for (int i = 0; i < healthy.length; i++) {
      healthy[i] = in.readFloat();
    }
    return new ExpertsState(routing, sums, healthy);
  }
}
