package io.thalweg.model.optimize;

import java.io.Serializable;

/**
 * What the learning rate is multiplied by, step by step: it rises linearly to 1 over the warm-up
 * (Goyal et al. 2017) and falls from there. Immutable.
 *
 * @param warmUp steps; 0 for none
 * @param floor the factor doesn't fall below it; 0 to 1
 */
public record RateSchedule(Fall fall, long warmUp, double floor) implements Serializable {
  public static final RateSchedule CONSTANT = new RateSchedule(new Constant(), 0, 0);

  /** How it falls. */
  public sealed interface Fall extends Serializable {}

  /** Not at all. */
  public record Constant() implements Fall {}

  /**
   * Half a cosine from 1 to the floor in {@code steps} steps, where it stays (Loshchilov, Hutter,
   * "SGDR" 2017; their warm restarts are {@link LearningRate#restart}).
   */
  public record Cosine(long steps) implements Fall {
    public Cosine {
      atLeastOne("steps", steps);
    }
  }

  /** Is multiplied by {@code factor} after each {@code every} steps. */
  public record Steps(long every, double factor) implements Fall {
    public Steps {
      atLeastOne("every", every);
      fraction(factor);
    }
  }

  /** The same evenly: factor^(step / every). */
  public record Exponential(long every, double factor) implements Fall {
    public Exponential {
      atLeastOne("every", every);
      fraction(factor);
    }
  }

  /** Of step n, with w the warm-up, or 1: sqrt(w / n) (Vaswani et al. 2017). */
  public record InverseSqrt() implements Fall {}

  public RateSchedule {
    if (warmUp < 0) {
      throw new IllegalArgumentException("warmUp=%d, want 0 or more".formatted(warmUp));
    }
    if (!(floor >= 0 && floor <= 1)) {
      throw new IllegalArgumentException("floor=%s, want 0 to 1".formatted(floor));
    }
  }

  /** The factor of the step before which {@code done} steps were made since the start. */
  double factor(long done) {
    if (done < warmUp) {
      return (double) (done + 1) / warmUp;
    }
    return Math.max(floor, fallen(done - warmUp));
  }

  /**
   * By StrictMath and {@link Powers}, so that replicas on different machines take the same step.
   */
  private double fallen(long t) {
    if (fall instanceof Cosine c) {
      double x = Math.min(1, (double) t / c.steps());
      return floor + (1 - floor) * (1 + StrictMath.cos(Math.PI * x)) / 2;
    }
    if (fall instanceof Steps s) {
      return Powers.of(s.factor(), t / s.every());
    }
    if (fall instanceof Exponential e) {
      return Powers.real(e.factor(), (double) t / e.every());
    }
    if (fall instanceof InverseSqrt) {
      return Math.sqrt((double) Math.max(1, warmUp) / (double) (warmUp + t + 1));
    }
    return 1;
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s=%d, want 1 or more".formatted(name, value));
    }
  }

  private static void fraction(double factor) {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException("factor=%s, want above 0, to 1".formatted(factor));
    }
  }
}
