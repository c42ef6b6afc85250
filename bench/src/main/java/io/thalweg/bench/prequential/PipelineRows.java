package io.thalweg.bench.prequential;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.decode.Decoded;
import io.thalweg.ingestion.decode.Outcome;
import io.thalweg.ingestion.decode.RecordProjector;
import io.thalweg.ingestion.decode.Refusal;
import io.thalweg.ingestion.file.AddedColumns;
import io.thalweg.ingestion.file.BadLineException;
import io.thalweg.ingestion.file.InputRow;
import io.thalweg.ingestion.file.RecordWriter;
import io.thalweg.ingestion.file.RowReader;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowLayout;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Rows as a pipeline would get them: written by its schema, decoded and projected. */
final class PipelineRows implements LabelledRows {
  private final RowReader reader;
  private final boolean timed;
  private final RecordWriter writer;
  private final RecordProjector projector;
  private final @Nullable Pasts pasts;
  private long number;
  private @Nullable Decoded decoded;
  private byte[] row = new byte[0];

  /** The reader goes over to the rows. */
  PipelineRows(RowReader reader, SourceSpec source, LabelSpec labels, FeatureSpec features)
      throws BadLineException {
    this.reader = reader;
    this.projector = RecordProjector.bind(source.asPlainAvro(), labels, features);
    Schema schema = new Schema.Parser().parse(source.schemaJson());
    boolean numbered =
        schema.getField(AddedColumns.ID) != null && !reader.columns().contains(AddedColumns.ID);
    AddedColumns added =
        numbered
            ? new AddedColumns(AddedColumns.Id.ROW_NUMBER, Optional.empty(), Instant.EPOCH)
            : AddedColumns.NONE;
    this.writer = new RecordWriter(reader, schema, added);
    this.timed = source.time() != null;
    this.pasts =
        features.looksBack()
            ? new Pasts(features, RowLayout.of(features, labels.values().labels()))
            : null;
  }

  @Override
  public boolean advance() throws IOException, BadLineException {
    InputRow next = reader.next();
    if (next == null) {
      return false;
    }
    number++;
    // With times of its own a row must not be ahead of its record.
    long time = timed ? System.currentTimeMillis() : PrequentialRun.timeMillis(number);
    Outcome outcome = projector.project(writer.encode(next, number), time);
    if (outcome instanceof Refusal refusal) {
      throw new BadLineException(
          "%s:%d: %s; correct the row".formatted(reader.name(), next.line(), refusal.reason()));
    }
    decoded = (Decoded) outcome;
    row = pasts == null ? decoded.row() : pasts.complete(decoded.row());
    return true;
  }

  private Decoded current() {
    if (decoded == null) {
      throw new IllegalStateException("no row yet");
    }
    return decoded;
  }

  @Override
  public String id() {
    return current().id();
  }

  @Override
  public int keyHash() {
    return current().keyHash();
  }

  @Override
  public byte[] row() {
    return row;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
