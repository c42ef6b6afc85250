package io.thalweg.ingestion;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files of events that are read, one after the other, before the topic. Immutable.
 *
 * @param files in their order
 * @param until events from this time on are the topic's, and earlier ones the files'; null: each
 *     side has what it has
 */
public record BackfillSpec(List<InputFile> files, @Nullable Instant until) implements Serializable {
  public BackfillSpec {
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("a backfill of no files");
    }
  }

  /** How a file is written. */
  public enum Format {
    /** With a header row. */
    CSV,

    /** An object a line, written as on a topic of JSON. */
    JSON,

    /** A container file. */
    AVRO
  }

  /**
   * One of them.
   *
   * @param name as the pipeline's file has it, and as receipts and dead letters do
   * @param path where it is
   */
  public record InputFile(String name, String path, Format format) implements Serializable {}
}
