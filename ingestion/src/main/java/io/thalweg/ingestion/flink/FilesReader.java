package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.file.EventFileException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;

/**
 * Reads files, if they are given to it, a row at a time, and says when they are at their end with
 * {@link FilesEnd}. A file that can't be read ends the job, since every restart would come to it
 * again. Confined to the task's thread.
 */
final class FilesReader implements SourceReader<Arrival, FilesSplit> {
  private final FileArrivals arrivals;
  private @Nullable FilesSplit split;
  private final Runnable saysNothingLeft;
  private boolean hasSaid;
  private boolean allRead;
  private volatile boolean hasEnded;
  private CompletableFuture<Void> available = CompletableFuture.completedFuture(null);

  /**
   * A reader of what it will be given.
   *
   * @param saysNothingLeft says {@link FilesWord#NOTHING_LEFT} to the coordinator
   */
  FilesReader(FileArrivals arrivals, Runnable saysNothingLeft) {
    this.arrivals = arrivals;
    this.saysNothingLeft = saysNothingLeft;
  }

  @Override
  public void start() {}

  @Override
  public void addSplits(List<FilesSplit> splits) {
    for (FilesSplit given : splits) {
      split = given;
      hasSaid = false;
    }
    available.complete(null);
  }

  /** It ends by the coordinator's word alone. */
  @Override
  public void notifyNoMoreSplits() {}

  @Override
  public void handleSourceEvents(SourceEvent event) {
    if (event == FilesWord.ALL_READ) {
      allRead = true;
      available.complete(null);
    }
  }

  /** Whether it emits nothing any more. May be asked by any thread. */
  boolean hasEnded() {
    return hasEnded;
  }

  @Override
  public InputStatus pollNext(ReaderOutput<Arrival> output) throws Exception {
    if (split != null) {
      SourceOutput<Arrival> out = output.createOutputForSplit(split.splitId());
      split = step(split, out);
      if (split != null) {
        return InputStatus.MORE_AVAILABLE;
      }
      // Its output stays, and so does the time that it has come to, until the topic's takes over.
      out.collect(new FilesEnd(), arrivals.nowMillis());
    }
    // Whoever polls again would tell the coordinator of the same end again and again.
    if (available.isDone()) {
      available = new CompletableFuture<>();
    }
    if (allRead && !hasEnded) {
      hasEnded = true;
      return InputStatus.END_OF_INPUT;
    }
    if (!hasSaid) {
      hasSaid = true;
      saysNothingLeft.run();
    }
    return InputStatus.NOTHING_AVAILABLE;
  }

  /**
   * Emits a row, if one is left and it has come to where it was; returns where it stands then, or
   * null at the end of the files.
   */
  private @Nullable FilesSplit step(FilesSplit at, SourceOutput<Arrival> out) throws IOException {
    try {
      if (arrivals.isBehind(at)) {
        return at;
      }
      Arrival arrival = arrivals.next(at);
      if (arrival == null) {
        return null;
      }
      out.collect(arrival, arrivals.nowMillis());
      return arrivals.place();
    } catch (EventFileException e) {
      throw new SuppressRestartsException(e);
    }
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return available;
  }

  @Override
  public List<FilesSplit> snapshotState(long checkpointId) {
    return split == null ? List.of() : List.of(split);
  }

  @Override
  public void close() throws IOException {
    arrivals.close();
  }
}
