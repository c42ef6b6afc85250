package io.thalweg.collective.exchange;

/** What a plan's lengths count. */
public enum Element {
  BYTE(1),
  FLOAT32(Float.BYTES),
  FLOAT64(Double.BYTES);

  private final int bytes;

  Element(int bytes) {
    this.bytes = bytes;
  }

  public int bytes() {
    return bytes;
  }
}
