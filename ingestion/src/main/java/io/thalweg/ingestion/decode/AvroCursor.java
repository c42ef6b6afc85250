package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads one record's bytes with every length checked against what is left before anything is
 * allocated or skipped. Not thread-safe.
 */
final class AvroCursor {
  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  static final int MAX_RECORD_BYTES = 1 << 20;
  static final int MAX_TEXT_BYTES = 1 << 16;

  /** Over all of a record; bounds the work that items and records of no bytes can cause. */
  static final int MAX_ITEMS = 1 << 20;

  private @Nullable BinaryDecoder reusable;
  private BinaryDecoder in;
  private final byte[] oneByte = new byte[1];

  /** Of the items of one block. */
  private byte[] block = new byte[0];

  private long items;

  AvroCursor() {
    in = DecoderFactory.get().binaryDecoder(new byte[0], null);
  }

  void attach(byte[] bytes, int offset) {
    in = DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, reusable);
    reusable = in;
    items = 0;
  }

  /** Forgets the decoder: after a failure its buffers may belong to the failed record. */
  void renew() {
    reusable = null;
  }

  BinaryDecoder in() {
    return in;
  }

  int remaining() throws IOException {
    return in.inputStream().available();
  }

  /** Reads a string or bytes into {@code value}. */
  void text(String field, FieldValue value) throws IOException, BadValueException {
    int length = length(field, MAX_TEXT_BYTES);
    in.readFixed(value.textBuffer(length), 0, length);
  }

  /** Reads the next {@code length} bytes. */
  void bytes(String field, byte[] out, int length) throws IOException, BadValueException {
    if (length > remaining()) {
      throw truncated(field, length);
    }
    in.readFixed(out, 0, length);
  }

  /** Skips a string or bytes. */
  void skipText(String field) throws IOException, BadValueException {
    skipBytes(field, length(field, MAX_TEXT_BYTES));
  }

  void skipBytes(String field, int length) throws IOException, BadValueException {
    if (length > remaining()) {
      throw truncated(field, length);
    }
    in.skipFixed(length);
  }

  /** A boolean; Avro's own decoder takes every byte but 1 for false. */
  boolean flag(String field) throws IOException, BadValueException {
    in.readFixed(oneByte, 0, 1);
    if (oneByte[0] != 0 && oneByte[0] != 1) {
      throw new BadValueException("%s: boolean %d is neither 0 nor 1".formatted(field, oneByte[0]));
    }
    return oneByte[0] == 1;
  }

  /** The position of the chosen branch or symbol. */
  int index(String field, String what, int count) throws IOException, BadValueException {
    long index = in.readLong();
    if (index < 0 || index >= count) {
      throw new BadValueException("%s: %s %d of %d".formatted(field, what, index, count));
    }
    return (int) index;
  }

  /** Counts a value that may have no bytes among the items of the record. */
  void count(String field) throws BadValueException {
    items++;
    requireFewItems(field);
  }

  private void requireFewItems(String field) throws BadValueException {
    if (items > MAX_ITEMS) {
      throw new BadValueException(
          "%s: with it the record has %d items, at most %d".formatted(field, items, MAX_ITEMS));
    }
  }

  /** Items of the next block of an array or a map; 0 is its end. */
  int block(String field, int limit) throws IOException, BadValueException {
    long count = in.readLong();
    if (count < 0) {
      in.readLong(); // the block's bytes, for those who skip by them
      count = -count;
    }
    if (count < 0 || count > limit) {
      throw new BadValueException("%s: %d items, at most %d".formatted(field, count, limit));
    }
    items += count;
    requireFewItems(field);
    return (int) count;
  }

  /** Reads {@code count} floats into {@code out} from {@code at} on. */
  void floats(String field, double[] out, int at, int count) throws IOException, BadValueException {
    byte[] bytes = block(field, (long) Float.BYTES * count);
    for (int i = 0; i < count; i++) {
      out[at + i] = (float) FLOAT.get(bytes, Float.BYTES * i);
    }
  }

  /** Reads {@code count} doubles into {@code out} from {@code at} on. */
  void doubles(String field, double[] out, int at, int count)
      throws IOException, BadValueException {
    byte[] bytes = block(field, (long) Double.BYTES * count);
    for (int i = 0; i < count; i++) {
      out[at + i] = (double) DOUBLE.get(bytes, Double.BYTES * i);
    }
  }

  private byte[] block(String field, long length) throws IOException, BadValueException {
    if (length > remaining()) {
      throw truncated(field, length);
    }
    if (block.length < length) {
      block = new byte[(int) length];
    }
    in.readFixed(block, 0, (int) length);
    return block;
  }

  private int length(String field, int limit) throws IOException, BadValueException {
    long length = in.readLong();
    if (length < 0 || length > limit) {
      throw new BadValueException("%s: length %d, at most %d".formatted(field, length, limit));
    }
    if (length > remaining()) {
      throw truncated(field, length);
    }
    return (int) length;
  }

  private BadValueException truncated(String field, long length) throws IOException {
    return new BadValueException(
        "%s: length %d, but only %d bytes are left".formatted(field, length, remaining()));
  }
}
