package io.thalweg.bench.continual.data;

/**
 * Grey images as they lie in the files, a byte a pixel; each pixel is a number from 0 to 1.
 * Immutable.
 */
final class Images implements Samples {
  private static final float WHITE = 255f;

  private final byte[] pixels;
  private final byte[] labels;
  private final int width;

  Images(byte[] pixels, byte[] labels) {
    this.pixels = pixels;
    this.labels = labels;
    this.width = pixels.length / labels.length;
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
    return labels[i] & 0xFF;
  }

  @Override
  public void features(int i, float[] out, int offset) {
    int from = i * width;
    for (int j = 0; j < width; j++) {
      out[offset + j] = (pixels[from + j] & 0xFF) / WHITE;
    }
  }
}
