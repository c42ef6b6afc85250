package io.thalweg.learner.flink;

import io.thalweg.replay.GroupRange;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.SnapshotSource;
import java.io.IOException;
import java.io.OutputStream;
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
  private final Transfers transfers;

  ReplayRestore(
      ReplayConfig config,
      KeyGroupRange groups,
      Path directory,
      CloseableRegistry cancelables,
      Transfers transfers) {
    this.config = config;
    this.groups = groups;
    this.directory = directory;
    this.cancelables = cancelables;
    this.transfers = transfers;
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
      KeyGroupRange range = handle.getKeyGroupRange();
      sources.add(
          new SnapshotSource(
              directory.resolve("restore-" + sources.size()),
              new GroupRange(range.getStartKeyGroup(), range.getEndKeyGroup())));
    }
    IncrementalRemoteKeyedStateHandle first = handles.get(0);
    boolean same = handles.size() == 1 && first.getKeyGroupRange().equals(groups);
    ReplayTable table;
    try {
      download(handles, sources);
      table = ReplayTable.restore(config, owned, live, sources);
    } finally {
      sources.forEach(s -> Directories.deleteTree(s.directory()));
    }
    Opened opened = opened(table, same ? first.getBackendIdentifier() : UUID.randomUUID());
    if (same) {
      opened.snapshots().startFrom(first);
    }
    return opened;
  }

  private Opened opened(ReplayTable table, UUID storeId) {
    return new Opened(table, new ReplaySnapshots(table, directory, storeId, groups, transfers));
  }

  private void download(
      List<IncrementalRemoteKeyedStateHandle> handles, List<SnapshotSource> sources)
      throws IOException {
    List<Transfers.Copy<Long>> copies = new ArrayList<>();
    for (int i = 0; i < handles.size(); i++) {
      Path to = Files.createDirectories(sources.get(i).directory());
      List<HandleAndLocalPath> files = new ArrayList<>(handles.get(i).getSharedState());
      files.addAll(handles.get(i).getPrivateState());
      files.forEach(file -> copies.add(stop -> download(file, to, stop)));
    }
    transfers.run(cancelables, copies);
  }

  private long download(HandleAndLocalPath file, Path to, Transfers.Stop stop) throws IOException {
    stop.check();
    try (FSDataInputStream in = file.getHandle().openInputStream();
        OutputStream out = Files.newOutputStream(to.resolve(file.getLocalPath()))) {
      cancelables.registerCloseable(in); // a read that hangs ends when the task is cancelled
      try {
        long bytes = Transfers.copy(in, out, stop);
        requireWhole(file, bytes);
        return bytes;
      } finally {
        cancelables.unregisterCloseable(in);
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
