package io.thalweg.ingestion.generate;

import java.util.List;
import java.util.SplittableRandom;

/** Where rows and their classes come from. Confined to one thread. */
public interface Concept {
  List<Column> columns();

  int classes();

  /**
   * Draws a row and returns its class. A concept that moves has moved by one row then.
   *
   * @param values filled in, one for each column
   */
  int draw(SplittableRandom random, double[] values);
}
