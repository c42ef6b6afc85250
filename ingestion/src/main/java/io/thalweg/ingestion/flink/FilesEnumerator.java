package io.thalweg.ingestion.flink;

import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;

/**
 * Gives all files to the first reader that comes, and to the others the word that nothing is left
 * for them. Confined to the coordinator's thread.
 */
final class FilesEnumerator implements SplitEnumerator<FilesSplit, FilesState> {
  private final SplitEnumeratorContext<FilesSplit> context;
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

  @Override
  public void addReader(int subtask) {
    if (unassigned != null) {
      context.assignSplit(unassigned, subtask);
      unassigned = null;
    }
    context.signalNoMoreSplits(subtask);
  }

  @Override
  public FilesState snapshotState(long checkpointId) {
    return new FilesState(unassigned);
  }

  @Override
  public void close() {}
}
