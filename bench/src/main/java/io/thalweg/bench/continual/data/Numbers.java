package io.thalweg.bench.continual.data;

/** Examples as arrays of numbers. Immutable. */
final class Numbers implements Samples {
  private final float[] values;
  private final int[] labels;
  private final int width;

  /**
   * @param values float32, (labels, width)
   */
  Numbers(float[] values, int[] labels, int width) {
    this.values = values;
    this.labels = labels;
    this.width = width;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int label(int i) {
    return labels[i];
  }

  @Override
  public void features(int i, float[] out, int offset) {
    System.arraycopy(values, i * width, out, offset, width);
  }
}
