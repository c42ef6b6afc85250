package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.BackfillSpec;
import io.thalweg.ingestion.BackfillSpec.InputFile;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.file.EventFileException;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.store.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.Gauge;

/**
 * Events of files, one file after the other in one task, so that they come in the order that the
 * pipeline names. Immutable.
 */
record FilesSource(
    BackfillSpec backfill,
    SourceSpec source,
    LabelSpec labels,
    FeatureSpec features,
    MillisClock clock)
    implements Source<Arrival, FilesSplit, FilesState> {

  int count() {
    return backfill.files().size();
  }

  InputFile file(int number) {
    return backfill.files().get(number);
  }

  /** At the beginning of a file. */
  FilesSplit begin(int number) {
    return new FilesSplit(namesSha256(), number, file(number).name(), 0);
  }

  private String namesSha256() {
    String names = backfill.files().stream().map(InputFile::name).collect(Collectors.joining("\n"));
    return Sha256.hex(names.getBytes(StandardCharsets.UTF_8));
  }

  /** Refuses to go on in other files, or in another order. */
  void requireSame(FilesSplit split) throws EventFileException {
    if (!split.filesSha256().equals(namesSha256())) {
      throw new EventFileException(
          "backfill.files names other files, or another order, than the checkpoint, which stands in '%s'; name those of before, or begin anew with --fresh"
              .formatted(split.name()),
          null);
    }
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SplitEnumerator<FilesSplit, FilesState> createEnumerator(
      SplitEnumeratorContext<FilesSplit> context) {
    return new FilesEnumerator(context, new FilesState(begin(0)));
  }

  @Override
  public SplitEnumerator<FilesSplit, FilesState> restoreEnumerator(
      SplitEnumeratorContext<FilesSplit> context, FilesState state) {
    return new FilesEnumerator(context, state);
  }

  @Override
  public SimpleVersionedSerializer<FilesSplit> getSplitSerializer() {
    return new FilesSplit.Serializer();
  }

  @Override
  public SimpleVersionedSerializer<FilesState> getEnumeratorCheckpointSerializer() {
    return new FilesState.Serializer();
  }

  @Override
  public SourceReader<Arrival, FilesSplit> createReader(SourceReaderContext context) {
    FilesReader reader =
        new FilesReader(
            new FileArrivals(this),
            () -> context.sendSourceEventToCoordinator(FilesWord.NOTHING_LEFT));
    context
        .metricGroup()
        .addGroup(IngestionMetrics.GROUP)
        .gauge(IngestionMetrics.FILE_READERS, (Gauge<Long>) () -> reader.hasEnded() ? 0L : 1L);
    return reader;
  }
}
