package io.thalweg.model.optimize;

/**
 * See {@link OptimizerSpec.Adafactor}. Slot 0 holds the row sums of all matrices one behind the
 * other, slot 1 their column sums, slot 2 the second moments of the vectors: n + m floats for a
 * matrix of n m. Not thread-safe.
 */
final class AdafactorOptimizer extends SlottedOptimizer {
  /** The paper's epsilon 1, added to squares. */
  private static final float TINY = 1e-30f;

  private final OptimizerSpec.Adafactor spec;
  private final Tensors tensors;
  private final float[] update;
  private final float[] columnFactors;

  AdafactorOptimizer(OptimizerSpec.Adafactor spec, int length, Tensors tensors) {
    super(length, slots(tensors));
    this.spec = spec;
    this.tensors = tensors;
    this.update = new float[length];
    this.columnFactors = new float[slotsView()[1].length];
  }

  private static float[][] slots(Tensors tensors) {
    int rows = 0;
    int columns = 0;
    int vectors = 0;
    for (int k = 0; k < tensors.count(); k++) {
      rows += tensors.isMatrix(k) ? tensors.rows(k) : 0;
      columns += tensors.isMatrix(k) ? tensors.columns(k) : 0;
      vectors += tensors.isMatrix(k) ? 0 : tensors.to(k) - tensors.from(k);
    }
    return new float[][] {new float[rows], new float[columns], new float[vectors]};
  }

  @Override
  void step(long step, float[] parameters, float[] gradient, float rate) {
    float beta = (float) (1 - Powers.real((double) step, -spec.decay()));
    int rowAt = 0;
    int columnAt = 0;
    int vectorAt = 0;
    for (int k = 0; k < tensors.count(); k++) {
      if (tensors.isMatrix(k)) {
        matrix(k, gradient, rowAt, columnAt, beta);
        rowAt += tensors.rows(k);
        columnAt += tensors.columns(k);
      } else {
        vector(k, gradient, vectorAt, beta);
        vectorAt += tensors.to(k) - tensors.from(k);
      }
      move(k, parameters, rate);
    }
  }

  /** Fills {@link #update} with g / sqrt(V), V = row sum times column sum over sum of all. */
  private void matrix(int k, float[] gradient, int rowAt, int columnAt, float beta) {
    float[] rowSums = slotsView()[0];
    float[] columnSums = slotsView()[1];
    int rows = tensors.rows(k);
    int columns = tensors.columns(k);
    float open = 1 - beta;
    for (int j = columnAt; j < columnAt + columns; j++) {
      columnSums[j] *= beta;
    }
    double total = 0;
    for (int i = 0; i < rows; i++) {
      int at = tensors.from(k) + i * columns;
      double sum = Norms.squares(gradient, at, at + columns) + (double) TINY * columns;
      rowSums[rowAt + i] = (float) (beta * (double) rowSums[rowAt + i] + open * sum);
      total += rowSums[rowAt + i];
      for (int j = 0; j < columns; j++) {
        columnSums[columnAt + j] += open * (gradient[at + j] * gradient[at + j] + TINY);
      }
    }
    for (int j = columnAt; j < columnAt + columns; j++) {
      columnFactors[j] = (float) (1 / Math.sqrt(columnSums[j]));
    }
    for (int i = 0; i < rows; i++) {
      float rowFactor = (float) Math.sqrt(total / rowSums[rowAt + i]);
      int at = tensors.from(k) + i * columns;
      for (int j = 0; j < columns; j++) {
        update[at + j] = gradient[at + j] * rowFactor * columnFactors[columnAt + j];
      }
    }
  }

  private void vector(int k, float[] gradient, int vectorAt, float beta) {
    float[] squares = slotsView()[2];
    float open = 1 - beta;
    int from = tensors.from(k);
    for (int i = from; i < tensors.to(k); i++) {
      float g = gradient[i];
      float v = beta * squares[vectorAt + i - from] + open * (g * g + TINY);
      squares[vectorAt + i - from] = v;
      update[i] = g / (float) Math.sqrt(v);
    }
  }

  private void move(int k, float[] parameters, float rate) {
    int from = tensors.from(k);
    int to = tensors.to(k);
    double updates = Math.sqrt(Norms.squares(update, from, to) / (to - from));
    double weights = Math.sqrt(Norms.squares(parameters, from, to) / (to - from));
    float keep = 1 - rate * tensors.decay(k);
    float relative =
        (float) (rate * Math.max(spec.minScale(), weights) / Math.max(1, updates / spec.clip()));
    float[] by = update;
    for (int i = from; i < to; i++) {
      parameters[i] = keep * parameters[i] - relative * by[i];
    }
  }
}
