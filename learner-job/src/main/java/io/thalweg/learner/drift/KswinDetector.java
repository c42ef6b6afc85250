package io.thalweg.learner.drift;

import io.thalweg.learner.drift.Detectors.Direction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * KSWIN (Raab, Heusinger, Schleif 2020): of a window of values the newest r against r others, drawn
 * without repetition from those before. Their distributions differ if the Kolmogorov-Smirnov
 * statistic exceeds sqrt(-ln(alpha)/r); then the newest are all that stays. Of any values. Costs
 * O(r log r) a value.
 */
final class KswinDetector implements DriftDetector {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private final DriftSpec.Kswin spec;
  private final Direction direction;
  private final double bound;

  /** Oldest first. */
  private final float[] window;

  private int size;
  private long draws;

  KswinDetector(DriftSpec.Kswin spec, Direction direction) {
    this.spec = spec;
    this.direction = direction;
    this.bound = Math.sqrt(-Math.log(spec.alpha()) / spec.recent());
    this.window = new float[spec.window()];
  }

  @Override
  public DriftResult add(double value) {
    if (size == window.length) {
      System.arraycopy(window, 1, window, 0, --size);
    }
    window[size++] = (float) value;
    if (size < window.length) {
      return DriftResult.STABLE;
    }
    float[] recent = Arrays.copyOfRange(window, size - spec.recent(), size);
    float[] earlier = drawn();
    boolean counts = direction == Direction.ANY || sum(recent) > sum(earlier);
    Arrays.sort(recent);
    Arrays.sort(earlier);
    if (!counts || KolmogorovSmirnov.statistic(earlier, recent) <= bound) {
      return DriftResult.STABLE;
    }
    System.arraycopy(window, size - spec.recent(), window, 0, spec.recent());
    size = spec.recent();
    return DriftResult.DRIFT;
  }

  /** The first steps of a shuffle; the draw's number is all the state that its generator has. */
  private float[] drawn() {
    float[] pool = Arrays.copyOf(window, size - spec.recent());
    SplittableRandom random = new SplittableRandom(spec.seed() + STEP * draws++);
    for (int i = 0; i < spec.recent(); i++) {
      int j = random.nextInt(i, pool.length);
      float swapped = pool[i];
      pool[i] = pool[j];
      pool[j] = swapped;
    }
    return Arrays.copyOf(pool, spec.recent());
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float v : values) {
      sum += v;
    }
    return sum;
  }

  /** Version 1: int64 draws, int32 size, float32 each. */
  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(StateVersion.NEWEST);
    out.writeLong(draws);
    Floats.write(out, window, size);
  }

  @Override
  public void read(DataInput in) throws IOException {
    StateVersion.require("kswin", in);
    draws = in.readLong();
    size = Floats.read(in, window);
  }
}
