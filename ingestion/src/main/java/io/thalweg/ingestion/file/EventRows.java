package io.thalweg.ingestion.file;

import io.thalweg.ingestion.BackfillSpec.Format;
import io.thalweg.ingestion.BackfillSpec.InputFile;
import io.thalweg.ingestion.WireSpec;
import io.thalweg.ingestion.WireSpec.Framing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Rows of a file of events, in order. Confined to one thread; the caller closes. */
public interface EventRows extends Closeable {
  /**
   * The next row, good or bad; null at the end.
   *
   * @throws EventFileException when nothing can be read behind it
   */
  @Nullable EventRow next() throws EventFileException;

  /**
   * Opens a file.
   *
   * @param schema of the events
   * @throws EventFileException when it can't be read, or lacks what the schema wants of every row
   */
  static EventRows open(InputFile file, Schema schema) throws EventFileException {
    try {
      return switch (file.format()) {
        case CSV -> CsvEvents.open(file.name(), Path.of(file.path()), schema);
        case JSON -> JsonEvents.open(file.name(), Path.of(file.path()));
        case AVRO -> AvroEvents.open(file.name(), Path.of(file.path()), schema);
      };
    } catch (NoSuchFileException e) {
      throw new EventFileException(
          "%s: there is no file %s; put it there, or leave it out of backfill.files"
              .formatted(file.name(), file.path()),
          e);
    } catch (IOException e) {
      throw new EventFileException("%s: %s".formatted(file.name(), e.getMessage()), e);
    }
  }

  /** How the records of a file's rows are written. */
  static WireSpec wire(Format format) {
    return format == Format.JSON
        ? new WireSpec(WireSpec.Format.JSON, Framing.NONE, null)
        : WireSpec.PLAIN;
  }
}
