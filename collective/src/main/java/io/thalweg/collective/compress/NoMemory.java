package io.thalweg.collective.compress;

/** For codecs that are unbiased, or precise enough. Threads: stateless. */
final class NoMemory implements Memory {

  static final NoMemory INSTANCE = new NoMemory();

  private NoMemory() {}

  @Override
  public float[] corrected(float[] contribution) {
    return contribution.clone();
  }

  @Override
  public void sent(float[] corrected, float[] decoded) {}

  @Override
  public void commit() {}

  @Override
  public void abort() {}

  @Override
  public byte[] snapshot() {
    return new byte[0];
  }

  @Override
  public void restore(byte[] snapshot) {
    if (snapshot.length != 0) {
      throw new IllegalArgumentException("there is no memory to restore: bytes=" + snapshot.length);
    }
  }
}
