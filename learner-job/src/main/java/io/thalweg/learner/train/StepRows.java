package io.thalweg.learner.train;

import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.DenseEncoder;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.feature.Standardization;
import java.nio.ByteBuffer;

/** What a step works on, float32, allocated once for the largest. Confined to one thread. */
final class StepRows {
  /** (rows, width). */
  final float[] dense;

  /** (rows, targets). */
  final float[] targets;

  /** (rows). */
  final float[] weights;

  /** Whether fresh rows were learned with another label before: (rows). */
  final boolean[] revised;

  /** (rows, outputs). */
  final float[] logits;

  /** What a server has answered, NaN where it wasn't asked: (rows, outputs), or empty. */
  final float[] served;

  /** Flat. */
  final float[] gradient;

  private final DenseEncoder encoder;
  private final RowLayout layout;
  private final int targetsOfRow;

  StepRows(ModelSpec spec, int rows, int parameters) {
    this(spec, spec.rowLayout(), rows, parameters);
  }

  /**
   * Nothing but zeros.
   *
   * @param layout of the rows that are encoded
   */
  StepRows(ModelSpec spec, RowLayout layout, int rows, int parameters) {
    this.encoder = new DenseEncoder(spec.features());
    this.layout = layout;
    this.served = new float[rows * layout.logits()];
    this.targetsOfRow = spec.head().targets();
    this.dense = new float[rows * encoder.width()];
    this.targets = new float[rows * targetsOfRow];
    this.weights = new float[rows];
    this.revised = new boolean[rows];
    this.logits = new float[rows * spec.head().outputs()];
    this.gradient = new float[parameters];
  }

  /** Puts the first fresh rows at the first places. */
  void encode(FreshRows fresh, int count) {
    encode(fresh.rowsView(), count, 0);
    for (int i = 0; i < count; i++) {
      revised[i] = fresh.origin(i).revised();
    }
  }

  /** Puts {@code count} rows, one behind the other, at {@code to} and the places after it. */
  void encode(ByteBuffer rows, int count, int to) {
    for (int i = 0; i < count; i++) {
      int at = i * layout.rowBytes();
      encoder.expand(rows, at, dense, (to + i) * encoder.width());
      layout.target(rows, at, targets, (to + i) * targetsOfRow);
      layout.logits(rows, at, served, (to + i) * layout.logits());
    }
  }

  void standardize(Standardization standardization, int rows) {
    standardization.apply(dense, rows);
  }

  /** Takes over a row of another batch, as it stands there. */
  void copy(StepRows from, int row, int to) {
    int width = encoder.width();
    System.arraycopy(from.dense, row * width, dense, to * width, width);
    System.arraycopy(from.targets, row * targetsOfRow, targets, to * targetsOfRow, targetsOfRow);
    weights[to] = from.weights[row];
  }
}
