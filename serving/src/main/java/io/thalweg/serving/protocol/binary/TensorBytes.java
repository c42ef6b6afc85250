package io.thalweg.serving.protocol.binary;

import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The elements of one tensor in row-major order, little endian, without gaps. An element takes as
 * many bytes as its datatype says; BOOL is 0 or 1, BYTES is its length as uint32 and then so many
 * bytes. NaN is missing. Stateless.
 *
 * <p>Source: Triton's extension_binary_data.md, which gRPC's raw contents share.
 */
public final class TensorBytes {
  private TensorBytes() {}

  /**
   * Reads a tensor. Nothing is allocated before the bytes are known to be as many as the shape
   * takes.
   *
   * @param raw all of the tensor's bytes and no others; its position moves
   * @throws RequestException when bytes and shape don't agree
   */
  public static Tensor read(String name, Datatype datatype, List<Integer> shape, ByteBuffer raw) {
    Tensor.requireShape(name, shape);
    long elements = shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    raw.order(ByteOrder.LITTLE_ENDIAN);
    if (datatype == Datatype.BYTES) {
      return Tensor.ofTexts(name, shape, texts(name, elements, raw));
    }
    if (elements * datatype.sizeBytes() != raw.remaining()) {
      throw RequestException.bad(
          "input '%s': shape %s of %s takes %d bytes, found %d"
              .formatted(name, shape, datatype, elements * datatype.sizeBytes(), raw.remaining()));
    }
    double[] numbers = new double[(int) elements];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(datatype, raw);
    }
    if (datatype == Datatype.BOOL) {
      requireTruth(name, numbers);
    }
    return Tensor.ofNumbers(name, datatype, shape, numbers);
  }

  private static double number(Datatype datatype, ByteBuffer raw) {
    return switch (datatype) {
      case BOOL, UINT8 -> Byte.toUnsignedInt(raw.get());
      case UINT16 -> Short.toUnsignedInt(raw.getShort());
      case UINT32 -> Integer.toUnsignedLong(raw.getInt());
      case UINT64 -> unsigned(raw.getLong());
      case INT8 -> raw.get();
      case INT16 -> raw.getShort();
      case INT32 -> raw.getInt();
      case INT64 -> (double) raw.getLong();
      case FP16 -> ShortFloats.ofFp16(raw.getShort());
      case BF16 -> ShortFloats.ofBf16(raw.getShort());
      case FP32 -> raw.getFloat();
      case FP64 -> raw.getDouble();
      case BYTES -> throw new IllegalArgumentException("BYTES is no number");
    };
  }

  /** The nearest double to an uint64. */
  public static double unsigned(long bits) {
    // Halved with the lowest bit kept, so that doubling rounds as the whole number would.
    return bits >= 0 ? (double) bits : 2.0 * (double) ((bits >>> 1) | (bits & 1));
  }

  private static void requireTruth(String name, double[] numbers) {
    for (double n : numbers) {
      if (n > 1) {
        throw RequestException.bad(
            "input '%s': want BOOL bytes 0 or 1, found %d".formatted(name, (int) n));
      }
    }
  }

  private static byte[][] texts(String name, long elements, ByteBuffer raw) {
    if (elements * Integer.BYTES > raw.remaining()) {
      throw RequestException.bad(
          "input '%s': %d BYTES elements take at least %d bytes, found %d"
              .formatted(name, elements, elements * Integer.BYTES, raw.remaining()));
    }
    byte[][] texts = new byte[(int) elements][];
    for (int i = 0; i < texts.length; i++) {
      long length = raw.remaining() < Integer.BYTES ? -1 : Integer.toUnsignedLong(raw.getInt());
      if (length < 0 || length > raw.remaining()) {
        throw RequestException.bad("input '%s': BYTES element %d is cut short".formatted(name, i));
      }
      texts[i] = new byte[(int) length];
      raw.get(texts[i]);
    }
    if (raw.hasRemaining()) {
      throw RequestException.bad(
          "input '%s': %d bytes are left after %d BYTES elements"
              .formatted(name, raw.remaining(), elements));
    }
    return texts;
  }

  /**
   * Appends an output, FP32.
   *
   * @param out of any order, which stays
   */
  public static void write(float[] values, ByteBuffer out) {
    out.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    out.position(out.position() + Float.BYTES * values.length);
  }
}
