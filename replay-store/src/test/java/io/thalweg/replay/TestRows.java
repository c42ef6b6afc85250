package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;

/** Rows that tell who they are: an id, then bytes that follow from it. */
final class TestRows {
  private TestRows() {}

  static long id(int group, int number) {
    return (long) group << 32 | number;
  }

  static ByteBuffer row(long id, int rowBytes) {
    byte[] row = new byte[rowBytes]; // tests spend much of their time here
    int first = (int) id * 31;
    for (int i = Long.BYTES; i < rowBytes; i++) {
      row[i] = (byte) (first + i * 17);
    }
    return ByteBuffer.wrap(row).putLong(0, id);
  }

  /** The id of the row at an offset, every byte of which is checked. */
  static long checkedId(ByteBuffer rows, int offset, int rowBytes) {
    ByteBuffer actual = rows.slice(offset, rowBytes);
    long id = actual.getLong(0);
    if (actual.mismatch(row(id, rowBytes)) >= 0) {
      assertThat(actual).as("row %x", id).isEqualTo(row(id, rowBytes));
    }
    return id;
  }
}
