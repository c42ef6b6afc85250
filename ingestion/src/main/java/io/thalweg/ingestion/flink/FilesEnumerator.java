package io.thalweg.ingestion.flink;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;

/**
 * Gives all files to the first reader that has nothing. None of them ends before all have nothing
 * left: Flink's hybrid source goes on to the topic once each has ended, forgets no end when a task
 * fails, and would take away the files from whoever reads them by then. Confined to the
 * coordinator's thread.
 */
final class FilesEnumerator implements SplitEnumerator<FilesSplit, FilesState> {
  private final SplitEnumeratorContext<FilesSplit> context;
  private final Set<Integer> without = new HashSet<>();
  private @Nullable FilesSplit unassigned;

  FilesEnumerator(SplitEnumeratorContext<FilesSplit> context, FilesState state) {
    this.context = context;
    this.unassigned = state.unassigned();
  }

  @Override
  public void start() {}

  @Override
  public void handleSplitRequest(int subtask, @Nullable String hostname) {}

  @Override
  public void addSplitsBack(List<FilesSplit> splits, int subtask) {
    splits.forEach(split -> unassigned = split);
  }

  /** It may have been restored with what a checkpoint has left of the files. */
  @Override
  public void addReader(int subtask) {
    without.remove(subtask);
  }

  @Override
  public void handleSourceEvent(int subtask, SourceEvent event) {
    if (event != FilesWord.NOTHING_LEFT) {
      return;
    }
    if (unassigned != null) {
      context.assignSplit(unassigned, subtask);
      unassigned = null;
      return;
    }
    without.add(subtask);
    int readers = context.currentParallelism();
    if (IntStream.range(0, readers).allMatch(this::hasNothing)) {
      for (int reader = 0; reader < readers; reader++) {
        context.sendEventToSourceReader(reader, FilesWord.ALL_READ);
      }
    }
  }

  private boolean hasNothing(int subtask) {
    return without.contains(subtask) && context.registeredReaders().containsKey(subtask);
  }

  @Override
  public FilesState snapshotState(long checkpointId) {
    return new FilesState(unassigned);
  }

  @Override
  public void close() {}
}
