package io.thalweg.cli.generate;

/** A drawn row. Immutable as long as nobody writes into the values. */
final class Row {
  private final String id;
  private final long atMillis;
  private final double[] values;
  private final int label;

  Row(String id, long atMillis, double[] values, int label) {
    this.id = id;
    this.atMillis = atMillis;
    this.values = values;
    this.label = label;
  }

  String id() {
    return id;
  }

  /** Event time. */
  long atMillis() {
    return atMillis;
  }

  double value(int column) {
    return values[column];
  }

  int label() {
    return label;
  }

  /** The same with another value in one column. */
  Row with(int column, double value) {
    double[] other = values.clone();
    other[column] = value;
    return new Row(id, atMillis, other, label);
  }
}
