package io.thalweg.bench.prequential;

import io.thalweg.ingestion.file.BadLineException;
import java.io.Closeable;
import java.io.IOException;

/**
 * The examples of a file in its order, one at a time. Confined to one thread; the caller closes.
 */
public interface LabelledRows extends Closeable {
  /** Goes to the next row; false at the end. */
  boolean advance() throws IOException, BadLineException;

  /** Unique in the file. */
  String id();

  /** Decides about the replay group. */
  int keyHash();

  /** Projected, with its label, laid out as the features say. New for each row. */
  byte[] row();
}
