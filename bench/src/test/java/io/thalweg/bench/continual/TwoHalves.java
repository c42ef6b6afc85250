package io.thalweg.bench.continual;

import io.thalweg.bench.continual.data.Samples;
import io.thalweg.bench.continual.data.Task;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Two tasks over the same eight numbers: which of four numbers is largest, first among the former
 * half, then among the latter, whose answers come in the opposite order. The other half is noise.
 */
final class TwoHalves implements Samples {
  private static final int WIDTH = 8;
  private static final int CLASSES = 4;

  private final float[] values;
  private final int half;

  private TwoHalves(int size, int half, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    this.values = new float[size * WIDTH];
    this.half = half;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
  }

  static List<Task> tasks() {
    return List.of(
        new Task("a", new TwoHalves(4000, 0, 1), new TwoHalves(1000, 0, 2)),
        new Task("b", new TwoHalves(4000, 1, 3), new TwoHalves(1000, 1, 4)));
  }

  @Override
  public int size() {
    return values.length / WIDTH;
  }

  @Override
  public int width() {
    return WIDTH + 1;
  }

  @Override
  public int label(int i) {
    int from = i * WIDTH + CLASSES * half;
    int best = 0;
    for (int c = 1; c < CLASSES; c++) {
      best = values[from + c] > values[from + best] ? c : best;
    }
    return half == 0 ? best : CLASSES - 1 - best;
  }

  /** The last number says which half counts. */
  @Override
  public void features(int i, float[] out, int offset) {
    System.arraycopy(values, i * WIDTH, out, offset, WIDTH);
    out[offset + WIDTH] = half == 0 ? -1 : 1;
  }
}
