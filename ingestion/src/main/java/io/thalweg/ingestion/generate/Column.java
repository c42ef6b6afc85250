package io.thalweg.ingestion.generate;

import java.util.List;

/** A column of a generated stream. Immutable. */
public sealed interface Column {
  String name();

  /** Any number. */
  record Numeric(String name) implements Column {}

  /**
   * One of several values without an order, as a whole number from 0 on.
   *
   * @param values how many there are
   */
  record Nominal(String name, int values) implements Column {}

  /** One of several names without an order, as its position. */
  record Named(String name, List<String> values) implements Column {
    public Named {
      values = List.copyOf(values);
    }
  }
}
