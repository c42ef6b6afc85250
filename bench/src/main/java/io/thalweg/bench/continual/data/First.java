package io.thalweg.bench.continual.data;

/** The first examples of others. Immutable. */
record First(Samples samples, int size) implements Samples {
  static Samples of(Samples samples, int most) {
    return samples.size() <= most ? samples : new First(samples, most);
  }

  @Override
  public int width() {
    return samples.width();
  }

  @Override
  public int label(int i) {
    return samples.label(i);
  }

  @Override
  public void features(int i, float[] out, int offset) {
    samples.features(i, out, offset);
  }
}
