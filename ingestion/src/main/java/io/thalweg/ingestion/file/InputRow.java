package io.thalweg.ingestion.file;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** One row of a file, by column. Immutable. */
public sealed interface InputRow permits CsvRow, JsonRow {
  /** Where it starts in its file, from 1. */
  long line();

  /** The column's value as text, null if the row has none. */
  @Nullable String text(String column);

  /** The row as it could stand in a file. */
  String original();

  /** Writes the column's value as Avro. */
  void write(String column, Schema schema, Encoder out) throws IOException, BadCellException;
}
