package io.thalweg.serving.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named input of a request: its elements in row-major order, each a number or a text or missing.
 * Not to be changed by anybody once it is made, so thread-safe.
 */
public final class Tensor {
  /** Rows of a request, the first dimension, at most. */
  public static final int MAX_ROWS = 1024;

  private final String name;
  private final Datatype datatype;
  private final List<Integer> shape;
  private final double @Nullable [] numbers;
  private final byte @Nullable [] @Nullable [] texts;

  private Tensor(
      String name,
      Datatype datatype,
      List<Integer> shape,
      double @Nullable [] numbers,
      byte @Nullable [] @Nullable [] texts) {
    this.name = name;
    this.datatype = datatype;
    this.shape = List.copyOf(shape);
    this.numbers = numbers;
    this.texts = texts;
    long wanted = this.shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    if (wanted != length()) {
      throw RequestException.bad(
          "input '%s': shape %s takes %d values, data has %d"
              .formatted(name, shape, wanted, length()));
    }
  }

  /**
   * Of numbers or truth values.
   *
   * @param shape checked by {@link #requireShape}
   * @param numbers owned from here on; NaN is missing, true is 1
   */
  public static Tensor ofNumbers(
      String name, Datatype datatype, List<Integer> shape, double[] numbers) {
    return new Tensor(name, datatype, shape, numbers, null);
  }

  /**
   * Of texts.
   *
   * @param shape checked by {@link #requireShape}
   * @param texts UTF-8, owned from here on; null is missing
   */
  public static Tensor ofTexts(String name, List<Integer> shape, byte @Nullable [][] texts) {
    return new Tensor(name, Datatype.BYTES, shape, null, texts);
  }

  /**
   * Refuses what isn't one or two dimensions of at least one element, or has too many rows.
   *
   * @throws RequestException with the name and the shape
   */
  public static void requireShape(String name, List<Integer> shape) {
    if (shape.isEmpty() || shape.size() > 2) {
      throw RequestException.bad(
          "input '%s': shape %s, want 1 or 2 dimensions".formatted(name, shape));
    }
    if (shape.stream().anyMatch(n -> n < 1)) {
      throw RequestException.bad(
          "input '%s': shape %s, want whole numbers from 1 on".formatted(name, shape));
    }
    if (shape.get(0) > MAX_ROWS) {
      throw RequestException.bad(
          "input '%s': a batch of %d rows, at most %d are accepted"
              .formatted(name, shape.get(0), MAX_ROWS));
    }
  }

  public String name() {
    return name;
  }

  public Datatype datatype() {
    return datatype;
  }

  public List<Integer> shape() {
    return shape;
  }

  /** Elements of all rows. */
  public int length() {
    return numbers != null ? numbers.length : texts == null ? 0 : texts.length;
  }

  /** Rows, the first dimension. */
  public int rows() {
    return shape.get(0);
  }

  /** Elements of one row. */
  public int rowLength() {
    return length() / rows();
  }

  /** A number, 1 and 0 for true and false; NaN where it is missing, and for texts. */
  public double number(int index) {
    return numbers == null ? Double.NaN : numbers[index];
  }

  /** UTF-8, borrowed; null where it is missing, and for numbers. */
  public byte @Nullable [] text(int index) {
    return texts == null ? null : texts[index];
  }
}
