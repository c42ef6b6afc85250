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
    this.update = new float[tensors.maxLength()];
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
      int from = tensors.from(k);
      int length = tensors.to(k) - from;
      if (tensors.isMatrix(k)) {
        matrix(gradient, from, tensors.rows(k), tensors.columns(k), rowAt, columnAt, beta);
        rowAt += tensors.rows(k);
        columnAt += tensors.columns(k);
      } else {
        vector(gradient, from, length, vectorAt, beta);
        vectorAt += length;
      }
      move(k, parameters, from, length, rate);
    }
  }

  /** Fills {@link #update} with g / sqrt(V), V = row sum times column sum over sum of all. */
  private void matrix(
      float[] gradient, int from, int rows, int columns, int rowAt, int columnAt, float beta) {
    float[] rowSums = slotsView()[0];
    float[] columnSums = slotsView()[1];
    float open = 1 - beta;
    for (int j = columnAt; j < columnAt + columns; j++) {
      columnSums[j] *= beta;
    }
    double total = 0;
    for (int i = 0; i < rows; i++) {
      int at = from + i * columns;
      float sum = 0;
      for (int j = 0; j < columns; j++) {
        float square = gradient[at + j] * gradient[at + j] + TINY;
        columnSums[columnAt + j] += open * square;
        sum += square;
      }
      rowSums[rowAt + i] = beta * rowSums[rowAt + i] + open * sum;
      total += rowSums[rowAt + i];
    }
    for (int j = columnAt; j < columnAt + columns; j++) {
      columnFactors[j] = (float) (1 / Math.sqrt(columnSums[j]));
    }
    for (int i = 0; i < rows; i++) {
      float rowFactor = (float) Math.sqrt(total / rowSums[rowAt + i]);
      for (int j = 0; j < columns; j++) {
        int at = i * columns + j;
        update[at] = gradient[from + at] * rowFactor * columnFactors[columnAt + j];
      }
    }
  }

  private void vector(float[] gradient, int from, int length, int vectorAt, float beta) {
    float[] squares = slotsView()[2];
    float open = 1 - beta;
    for (int i = 0; i < length; i++) {
      float g = gradient[from + i];
      float v = beta * squares[vectorAt + i] + open * (g * g + TINY);
      squares[vectorAt + i] = v;
      update[i] = g / (float) Math.sqrt(v);
    }
  }

  private void move(int k, float[] parameters, int from, int length, float rate) {
    double updates = Math.sqrt(Norms.squares(update, 0, length) / length);
    double weights = Math.sqrt(Norms.squares(parameters, from, from + length) / length);
    float keep = 1 - rate * tensors.decay(k);
    float relative =
        (float) (rate * Math.max(spec.minScale(), weights) / Math.max(1, updates / spec.clip()));
    for (int i = 0; i < length; i++) {
      parameters[from + i] = keep * parameters[from + i] - relative * update[i];
    }
  }
}
