package io.thalweg.ingestion.generate;

import java.util.List;
import java.util.SplittableRandom;

/** See {@link Concepts#sea}. Immutable. */
record Sea(double threshold, double noise) implements Concept {
  private static final double RANGE = 10;
  private static final List<Column> COLUMNS =
      List.of(new Column.Numeric("a"), new Column.Numeric("b"), new Column.Numeric("c"));

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public int classes() {
    return 2;
  }

  @Override
  public int draw(SplittableRandom random, double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble(RANGE);
    }
    boolean one = values[0] + values[1] <= threshold;
    boolean kept = random.nextDouble() >= noise;
    return one == kept ? 1 : 0;
  }
}
