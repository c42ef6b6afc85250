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
  private static final int MOST_LEFT_OUT = 10_000;

  private final FilesSource files;
  private final Schema schema;
  private final Map<Format, RecordProjector> projectors = new EnumMap<>(Format.class);
  private @Nullable EventRows rows;
  private long behind;
  private @Nullable FilesSplit place;

  FileArrivals(FilesSource files) {
    this.files = files;
    this.schema = new Schema.Parser().parse(files.source().schemaJson());
  }

  /**
   * Whether it has yet to come to where an earlier one was. What that one read is read once more
   * and left out, a share of it in each call, so that whoever calls can do other things meanwhile.
   */
  boolean isBehind(FilesSplit at) throws EventFileException, IOException {
    if (rows == null) {
      files.requireSame(at);
      rows = opened(at);
      behind = at.rows();
    }
    for (int i = 0; i < MOST_LEFT_OUT && behind > 0; i++) {
      if (rows.next() == null) {
        throw new EventFileException(
            "%s: has %d rows, and the checkpoint has read %d; put back what it was, or begin anew with --fresh"
                .formatted(at.name(), at.rows() - behind, at.rows()),
            null);
      }
      behind--;
    }
    return behind > 0;
  }

  /**
   * The next one; null where all files are read.
   *
   * @param at where it has come to, which is what {@link #place} says but for the first time, and
   *     which it isn't behind
   */
  @Nullable Arrival next(FilesSplit at) throws EventFileException, IOException {
    if (rows == null) {
      throw new IllegalStateException("no file is open");
    }
    FilesSplit now = at;
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

  private EventRows opened(FilesSplit at) throws EventFileException {
    return EventRows.open(files.file(at.file()), schema);
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
