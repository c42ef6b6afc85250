package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;
import java.io.IOException;

/** One move of the walk over a record: reads or skips exactly one value. Immutable. */
interface Step {
  void read(AvroCursor cursor, Draft draft) throws IOException, BadValueException;
}
