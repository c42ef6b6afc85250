package io.thalweg.ingestion.generate;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** See {@link Concepts#led}. Immutable. */
record Led(int swapped, double noise) implements Concept {
  private static final int SEGMENTS = 7;
  private static final int ALL = 24;

  /** Top, upper left, upper right, middle, lower left, lower right, bottom. */
  private static final List<String> DIGITS =
      List.of(
          "1110111", "0010010", "1011101", "1011011", "0111010", "1101011", "1101111", "1010010",
          "1111111", "1111011");

  private static final List<Column> COLUMNS =
      IntStream.range(0, ALL).<Column>mapToObj(i -> new Column.Nominal("led" + i, 2)).toList();

  Led {
    if (swapped < 0 || swapped > SEGMENTS) {
      throw new IllegalArgumentException(
          "swapped=%d, want 0 to %d: a display has seven segments".formatted(swapped, SEGMENTS));
    }
  }

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public int classes() {
    return DIGITS.size();
  }

  /** Whether a segment is lit when a digit is shown right. */
  static boolean isLit(int digit, int segment) {
    return DIGITS.get(digit).charAt(segment) == '1';
  }

  @Override
  public int draw(SplittableRandom random, double[] values) {
    int digit = random.nextInt(DIGITS.size());
    for (int i = 0; i < values.length; i++) {
      boolean lit =
          i < SEGMENTS ? isLit(digit, i) != (random.nextDouble() < noise) : random.nextBoolean();
      values[place(i)] = lit ? 1 : 0;
    }
    return digit;
  }

  /** The first {@code swapped} segments and as many irrelevant ones have changed places. */
  private int place(int i) {
    if (i < swapped) {
      return SEGMENTS + i;
    }
    return i >= SEGMENTS && i < SEGMENTS + swapped ? i - SEGMENTS : i;
  }
}
