package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;
import java.io.IOException;

/** Reads one value, as it was written, into what it is read as. Immutable. */
@FunctionalInterface
interface Reader {
  void read(AvroCursor cursor, FieldValue out) throws IOException, BadValueException;
}
