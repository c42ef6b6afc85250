package io.thalweg.model.feature;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a row carries behind its slots on the way to its {@link KeyHistory}: the key's text, UTF-8,
 * then, int64 and little endian, when the label became known, in milliseconds since the epoch, 0
 * where that isn't told. Immutable.
 */
public final class RowTail implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int KNOWN_BYTES = 8;

  private final int rowBytes;

  private RowTail(int rowBytes) {
    this.rowBytes = rowBytes;
  }

  public static RowTail of(RowLayout layout) {
    return new RowTail(layout.rowBytes());
  }

  /** Of a row without its tail. */
  public int rowBytes() {
    return rowBytes;
  }

  /** The row with a tail. */
  public byte[] append(byte[] row, String key) {
    byte[] text = key.getBytes(StandardCharsets.UTF_8);
    byte[] out = Arrays.copyOf(row, rowBytes + text.length + KNOWN_BYTES);
    System.arraycopy(text, 0, out, rowBytes, text.length);
    return out;
  }

  public String key(byte[] row) {
    return new String(row, rowBytes, keyBytes(row), StandardCharsets.UTF_8);
  }

  private int keyBytes(byte[] row) {
    int bytes = row.length - rowBytes - KNOWN_BYTES;
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "row without a tail: length=%d, expected=%d or more"
              .formatted(row.length, rowBytes + KNOWN_BYTES));
    }
    return bytes;
  }

  public long knownMillis(byte[] row) {
    return little(row).getLong(rowBytes + keyBytes(row));
  }

  /** Writes to the row when its label became known. */
  public void putKnownMillis(byte[] row, long millis) {
    little(row).putLong(rowBytes + keyBytes(row), millis);
  }

  /** The row without its tail. */
  public byte[] trim(byte[] row) {
    return Arrays.copyOf(row, rowBytes);
  }

  private static ByteBuffer little(byte[] row) {
    return ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
  }
}
