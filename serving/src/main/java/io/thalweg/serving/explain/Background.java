package io.thalweg.serving.explain;

import io.thalweg.model.artifact.Manifest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The rows that stand for a feature's absence: an absent feature has the value that it has in one
 * of them. Immutable as long as nobody writes into a row.
 */
final class Background {
  private final BackgroundSource source;
  private final List<float[]> rows;

  /**
   * @param rows float32, (width), not standardized, NaN where a value is missing; at least one
   */
  Background(BackgroundSource source, List<float[]> rows) {
    this.source = source;
    this.rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a background of 0 rows, want 1 or more");
    }
  }

  static Background ofParity(Manifest manifest) {
    List<float[]> rows = new ArrayList<>();
    for (List<Float> row : manifest.parity().inputs()) {
      float[] values = new float[row.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.get(i);
      }
      rows.add(values);
    }
    return new Background(BackgroundSource.PARITY, rows);
  }

  BackgroundSource source() {
    return source;
  }

  int size() {
    return rows.size();
  }

  /** Borrowed. */
  float[] row(int index) {
    return rows.get(index);
  }

  /** In an order drawn from the seed, at most {@code size} of them. */
  Background sample(int size, long seed) {
    List<float[]> shuffled = new ArrayList<>(rows);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      Collections.swap(shuffled, i, random.nextInt(i + 1));
    }
    return new Background(source, shuffled.subList(0, Math.min(size, shuffled.size())));
  }
}
