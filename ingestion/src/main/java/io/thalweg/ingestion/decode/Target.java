package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;

/** Where a field's value goes. Immutable. */
interface Target {
  void accept(FieldValue value, Draft draft) throws BadValueException;
}
