package io.thalweg.collective;

import java.time.Duration;

/** The communicator's own sum. Threads: stateless. */
final class UncompressedSum implements Summation {

  static final UncompressedSum INSTANCE = new UncompressedSum();

  private UncompressedSum() {}

  @Override
  public void sum(Communicator communicator, float[] values, long round, Duration timeout)
      throws CollectiveException {
    communicator.allReduceSum(values, round, timeout);
  }

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
      throw new IllegalArgumentException(
          "an uncompressed sum has no memory to restore: bytes=" + snapshot.length);
    }
  }
}
