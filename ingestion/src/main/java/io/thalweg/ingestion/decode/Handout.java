package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;

/** Gives those who want a field what no record says. Immutable. */
@FunctionalInterface
interface Handout {
  void give(Draft draft) throws BadValueException;
}
