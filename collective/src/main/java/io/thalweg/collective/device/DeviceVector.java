package io.thalweg.collective.device;

/**
 * A float32 vector in a device's memory. Immutable; who allocated it frees it, after the last call
 * that uses it has ended.
 *
 * @param address as the device counts
 * @param length in floats
 */
public record DeviceVector(long address, int length) {
  public DeviceVector {
    if (length < 0) {
      throw new IllegalArgumentException("length is negative: length=" + length);
    }
  }

  public long sizeBytes() {
    return (long) length * Float.BYTES;
  }
}
