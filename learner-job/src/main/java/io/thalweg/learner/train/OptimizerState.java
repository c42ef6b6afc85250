package io.thalweg.learner.train;

import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.model.optimize.DescentState;
import io.thalweg.model.optimize.RateState;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** An optimizer in a checkpoint, and how its steps are taken, as bytes. Immutable. */
final class OptimizerState {
  /** What there was before states said whose they are, by the number of slots. */
  private static final List<String> OLD_KINDS = List.of("sgd", "sgd with momentum", "adam");

  private final DescentState descent;

  OptimizerState(DescentState descent) {
    this.descent = descent;
  }

  /** One of those that there were first, with a constant rate. */
  OptimizerState(long steps, float[][] slots) {
    this(
        new DescentState(
            OLD_KINDS.get(slots.length), steps, slots, RateState.START, 0, new float[0]));
  }

  DescentState descent() {
    return descent;
  }

  long steps() {
    return descent.steps();
  }

  /** As it is when an expert has been added by copying another: its moments are the other's. */
  OptimizerState after(RoutedExperts experts) {
    return experts
        .lastAdded()
        .map(
            added -> {
              float[][] moved = slots().clone();
              for (int i = 0; i < moved.length; i++) {
                moved[i] = moved[i].clone();
                experts.layout().copy(added.from(), added.to(), moved[i]);
              }
              return new OptimizerState(
                  new DescentState(
                      descent.kind(),
                      descent.steps(),
                      moved,
                      descent.rate(),
                      descent.accumulated(),
                      descent.gradientSum()));
            })
        .orElse(this);
  }

  /** Borrowed. */
  float[][] slots() {
    return descent.slots();
  }

  /** Of the same optimizer before its first step. */
  OptimizerState anew() {
    float[][] slots = slots().clone();
    Arrays.setAll(slots, i -> new float[slots[i].length]);
    return new OptimizerState(
        new DescentState(descent.kind(), 0, slots, RateState.START, 0, new float[0]));
  }

  /**
   * What learners of one pipeline leave to another number of learners.
   *
   * @param heir whether it gets the gradients that wait for a step
   */
  static OptimizerState merged(List<OptimizerState> all, boolean heir) {
    DescentState ahead =
        all.stream()
            .map(OptimizerState::descent)
            .max(Comparator.comparingLong(DescentState::steps))
            .orElseThrow();
    int accumulated = heir ? all.stream().mapToInt(s -> s.descent.accumulated()).sum() : 0;
    float[] gradientSum = new float[0];
    for (OptimizerState s : all) {
      float[] sum = s.descent.gradientSum();
      if (heir && sum.length > 0) {
        gradientSum = gradientSum.length == 0 ? new float[sum.length] : gradientSum;
        for (int i = 0; i < sum.length; i++) {
          gradientSum[i] += sum[i];
        }
      }
    }
    return new OptimizerState(
        new DescentState(
            ahead.kind(), ahead.steps(), means(all), ahead.rate(), accumulated, gradientSum));
  }

  private static float[][] means(List<OptimizerState> all) {
    float[][] means = all.get(0).slots().clone();
    for (int i = 0; i < means.length; i++) {
      means[i] = new float[means[i].length];
    }
    double weight = Math.max(1, all.stream().mapToLong(OptimizerState::steps).sum());
    for (OptimizerState s : all) {
      float share = (float) (s.steps() / weight);
      for (int i = 0; i < means.length; i++) {
        for (int j = 0; j < means[i].length; j++) {
          means[i][j] += share * s.slots()[i][j];
        }
      }
    }
    return means;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeUTF(descent.kind());
    out.writeLong(steps());
    out.writeInt(slots().length);
    for (float[] slot : slots()) {
      Vectors.write(out, slot);
    }
    out.writeLong(descent.rate().startedAt());
    out.writeDouble(descent.rate().boost());
    out.writeLong(descent.rate().boostedUntil());
    out.writeInt(descent.accumulated());
    Vectors.write(out, descent.gradientSum());
  }

  static OptimizerState read(DataInputStream in) throws IOException {
    String kind = in.readUTF();
    long steps = in.readLong();
    float[][] slots = readSlots(in);
    RateState rate = new RateState(in.readLong(), in.readDouble(), in.readLong());
    return new OptimizerState(
        new DescentState(kind, steps, slots, rate, in.readInt(), Vectors.readFloats(in)));
  }

  /** As learner states up to version 4 have it. */
  static OptimizerState readStepsAndSlots(DataInputStream in) throws IOException {
    return new OptimizerState(in.readLong(), readSlots(in));
  }

  private static float[][] readSlots(DataInputStream in) throws IOException {
    float[][] slots = new float[in.readInt()][];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = Vectors.readFloats(in);
    }
    return slots;
  }
}
