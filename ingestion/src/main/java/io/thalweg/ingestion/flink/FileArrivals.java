package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.BackfillSpec.Format;
import io.thalweg.ingestion.BackfillSpec.InputFile;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.decode.Decoded;
import io.thalweg.ingestion.decode.Outcome;
import io.thalweg.ingestion.decode.RecordProjector;
import io.thalweg.ingestion.decode.Refusal;
import io.thalweg.ingestion.file.EventFileException;
import io.thalweg.ingestion.file.EventRow;
import io.thalweg.ingestion.file.EventRows;
import io.thalweg.ingestion.flink.ArrivalDeserializer.Making;
import io.thalweg.model.feature.FeatureSpec;
import java.io.Closeable;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What rows of files become, one file after the other. Records go through the decoder of the
 * topic's, and are as new as the moment in which they are read. Confined to one thread.
 */
final class FileArrivals implements Closeable {
  private final FilesSource files;
  private final Schema schema;
  private final Map<Format, RecordProjector> projectors = new EnumMap<>(Format.class);
  private @Nullable EventRows rows;
  private @Nullable FilesSplit place;

  FileArrivals(FilesSource files) {
    this.files = files;
    this.schema = new Schema.Parser().parse(files.source().schemaJson());
  }

  /**
   * The next one; null where all files are read.
   *
   * @param at where it has come to, which is what {@link #place} says but for the first time
   */
  @Nullable Arrival next(FilesSplit at) throws EventFileException, IOException {
    FilesSplit now = at;
    if (rows == null) {
      files.requireSame(at);
      rows = opened(at);
    }
    EventRow row = rows.next();
    while (row == null) {
      rows.close();
      rows = null;
      if (now.file() + 1 == files.count()) {
        return null;
      }
      now = files.begin(now.file() + 1);
      rows = opened(now);
      row = rows.next();
    }
    place = new FilesSplit(now.filesSha256(), now.file(), now.name(), now.rows() + 1);
    return arrival(files.file(now.file()), now.rows(), row);
  }

  /** Where it has come to. */
  FilesSplit place() {
    if (place == null) {
      throw new IllegalStateException("nothing has been read yet");
    }
    return place;
  }

  /** What was read before is read once more, and left out. */
  private EventRows opened(FilesSplit at) throws EventFileException {
    InputFile file = files.file(at.file());
    EventRows opened = EventRows.open(file, schema);
    for (long i = 0; i < at.rows(); i++) {
      if (opened.next() == null) {
        throw new EventFileException(
            "%s: has %d rows, and the checkpoint has read %d; put back what it was, or begin anew with --fresh"
                .formatted(file.name(), i, at.rows()),
            null);
      }
    }
    return opened;
  }

  private Arrival arrival(InputFile file, long number, EventRow row) {
    byte[] record = row.record();
    String reason = row.refusal();
    if (record != null) {
      long now = nowMillis();
      Outcome outcome = projector(file.format()).project(record, now);
      if (outcome instanceof Decoded decoded) {
        return Making.EXAMPLE.make(decoded, now, Position.inFile(file.name(), number));
      }
      reason = ((Refusal) outcome).reason();
    }
    return DeadLetter.ofFile(file.name(), row.place(), row.original(), reason, nowMillis());
  }

  private RecordProjector projector(Format format) {
    SourceSpec source = files.source();
    LabelSpec labels = files.labels();
    FeatureSpec features = files.features();
    return projectors.computeIfAbsent(
        format, f -> RecordProjector.bind(source.writtenAs(EventRows.wire(f)), labels, features));
  }

  long nowMillis() {
    return files.clock().millis();
  }

  @Override
  public void close() throws IOException {
    if (rows != null) {
      rows.close();
      rows = null;
    }
  }
}
