package io.thalweg.learner.flink;

import io.thalweg.replay.GroupRange;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.SnapshotSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.TaskStateManager;

/**
 * Opens a task's replay store, from the handles that the JobManager has assigned to it or empty.
 * The handles come whole: of a store whose range was cut differently only the owned groups are
 * taken.
 */
final class ReplayRestore {
  private final ReplayConfig config;
  private final KeyGroupRange groups;
  private final Path directory;
  private final CloseableRegistry cancelables;

  ReplayRestore(
      ReplayConfig config, KeyGroupRange groups, Path directory, CloseableRegistry cancelables) {
    this.config = config;
    this.groups = groups;
    this.directory = directory;
    this.cancelables = cancelables;
  }

  /** What the JobManager has assigned. */
  static List<IncrementalRemoteKeyedStateHandle> assigned(TaskStateManager states, OperatorID id) {
    for (StateObjectCollection<KeyedStateHandle> alternative :
        states.prioritizedOperatorState(id).getPrioritizedManagedKeyedState()) {
      if (alternative.hasState()) {
        return alternative.stream().map(IncrementalRemoteKeyedStateHandle.class::cast).toList();
      }
    }
    return List.of();
  }

  /** The store and its snapshots; the caller closes the store. */
  Opened open(List<IncrementalRemoteKeyedStateHandle> handles) throws IOException {
    GroupRange owned = new GroupRange(groups.getStartKeyGroup(), groups.getEndKeyGroup());
    Path live = directory.resolve("live");
    if (handles.isEmpty()) {
      return opened(ReplayTable.open(config, owned, live), UUID.randomUUID());
    }
    List<SnapshotSource> sources = new ArrayList<>();
    for (IncrementalRemoteKeyedStateHandle handle : handles) {
      Path download = directory.resolve("restore-" + sources.size());
      download(handle, download);
      KeyGroupRange range = handle.getKeyGroupRange();
      sources.add(
          new SnapshotSource(
              download, new GroupRange(range.getStartKeyGroup(), range.getEndKeyGroup())));
    }
    IncrementalRemoteKeyedStateHandle first = handles.get(0);
    boolean same = handles.size() == 1 && first.getKeyGroupRange().equals(groups);
    ReplayTable table = ReplayTable.restore(config, owned, live, sources);
    sources.forEach(s -> Directories.deleteTree(s.directory()));
    Opened opened = opened(table, same ? first.getBackendIdentifier() : UUID.randomUUID());
    if (same) {
      opened.snapshots().startFrom(first);
    }
    return opened;
  }

  private Opened opened(ReplayTable table, UUID storeId) {
    return new Opened(table, new ReplaySnapshots(table, directory, storeId, groups));
  }

  private void download(IncrementalRemoteKeyedStateHandle handle, Path to) throws IOException {
    Files.createDirectories(to);
    List<HandleAndLocalPath> files = new ArrayList<>(handle.getSharedState());
    files.addAll(handle.getPrivateState());
    for (HandleAndLocalPath file : files) {
      try (FSDataInputStream in = file.getHandle().openInputStream()) {
        cancelables.registerCloseable(in);
        try {
          requireWhole(file, Files.copy(in, to.resolve(file.getLocalPath())));
        } finally {
          cancelables.unregisterCloseable(in);
        }
      }
    }
  }

  /** Says where the file lies; the table compares what came down with its manifest. */
  private static void requireWhole(HandleAndLocalPath file, long bytes) throws IOException {
    if (bytes != file.getStateSize()) {
      throw new IOException(
          ("replay file is incomplete: name=%s, bytes=%d, expected=%d, place=%s;"
                  + " restore an older checkpoint")
              .formatted(file.getLocalPath(), bytes, file.getStateSize(), file.getHandle()));
    }
  }

  record Opened(ReplayTable table, ReplaySnapshots snapshots) {}
}
