package io.thalweg.learner.train;

import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.DenseEncoder;
import io.thalweg.model.feature.RowEncoder;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The first rows of the last batch, which a version's readers check their own engine on. Before the
 * first batch it is a row in which everything is missing. Confined to one thread.
 */
final class ParityRows {
  private static final int ROWS = 4;

  private final int width;
  private float[] inputs;

  ParityRows(ModelSpec spec, DenseEncoder encoder) {
    this.width = encoder.width();
    RowEncoder rows = new RowEncoder(spec.features());
    ByteBuffer row = rows.layout().newRow();
    rows.clear(row);
    this.inputs = new float[width];
    encoder.expand(row, 0, inputs, 0);
  }

  /** Keeps the first rows of a batch, float32, (rows, width), not standardized yet. */
  void remember(float[] dense, int rows) {
    inputs = Arrays.copyOf(dense, Math.min(ROWS, rows) * width);
  }

  /** Float32, (rows, width), borrowed. */
  float[] view() {
    return inputs;
  }
}
