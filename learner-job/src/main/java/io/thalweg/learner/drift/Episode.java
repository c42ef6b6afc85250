package io.thalweg.learner.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * From a drift to the recovery from it: the error is what it was before, or so many examples have
 * passed. Confined to one thread.
 */
final class Episode {
  private static final int STEADY = 10;

  private final ReactionSpec.Recovery spec;
  private final FadingMean recent;
  private final FadingMean steady;
  private long begun;

  /** Examples since the drift; 0 while there is none. */
  private long age;

  private double before;

  Episode(ReactionSpec.Recovery spec) {
    this.spec = spec;
    this.recent = new FadingMean(spec.window());
    this.steady = new FadingMean((double) STEADY * spec.window());
  }

  boolean isOpen() {
    return age > 0;
  }

  /** Episodes so far, an open one included. */
  long begun() {
    return begun;
  }

  /** Begins one, unless one is open; its first example is the next. */
  boolean begin() {
    if (isOpen()) {
      return false;
    }
    before = steady.mean();
    age = 1;
    begun++;
    return true;
  }

  void add(double error) {
    recent.add(error);
    if (!isOpen()) {
      steady.add(error);
      return;
    }
    boolean recovered = age >= spec.window() && recent.mean() <= before * (1 + spec.tolerance());
    if (recovered || age >= spec.atMostExamples()) {
      age = 0;
      steady.copy(recent);
    } else {
      age++;
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(begun);
    out.writeLong(age);
    out.writeDouble(before);
    recent.write(out);
    steady.write(out);
  }

  void read(DataInput in) throws IOException {
    begun = in.readLong();
    age = in.readLong();
    before = in.readDouble();
    recent.read(in);
    steady.read(in);
  }
}
