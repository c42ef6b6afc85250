package io.thalweg.learner.flink;

import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.checkpoint.Known;
import io.thalweg.replay.checkpoint.SnapshotManifest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.SnapshotType.SharingFilesStrategy;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResources;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.SnapshotStrategy;
import org.apache.flink.runtime.state.StreamStateHandle;

/**
 * Incremental snapshots of the replay store, owned by Flink: links on the task's thread, manifest
 * and upload on another. The base for re-use is the last checkpoint known to have completed; a
 * savepoint never is one. After Flink's own incremental RocksDB strategy.
 */
final class ReplaySnapshots implements SnapshotStrategy<KeyedStateHandle, ReplaySnapshots.Linked> {

  /** What the synchronous part leaves behind: a directory of hard links. */
  record Linked(Path directory, Map<String, StreamStateHandle> base) implements SnapshotResources {
    @Override
    public void release() {
      Directories.deleteTree(directory);
    }
  }

  private final ReplayTable table;
  private final Path workDirectory;
  private final UUID storeId;
  private final KeyGroupRange groups;
  private final Transfers transfers;
  private final Known known = new Known(ReplayTable::isImmutable);

  /**
   * Checkpoint to its shared files by name. Guarded by itself: the upload ends on its own thread.
   */
  private final TreeMap<Long, Map<String, StreamStateHandle>> uploaded = new TreeMap<>();

  private long lastCompleted = -1;

  ReplaySnapshots(
      ReplayTable table,
      Path workDirectory,
      UUID storeId,
      KeyGroupRange groups,
      Transfers transfers) {
    this.table = table;
    this.workDirectory = workDirectory;
    this.storeId = storeId;
    this.groups = groups;
    this.transfers = transfers;
  }

  /** The store was restored from just this handle, so its files are the first base. */
  void startFrom(IncrementalRemoteKeyedStateHandle restored) {
    synchronized (uploaded) {
      uploaded.put(restored.getCheckpointId(), byName(restored.getSharedState()));
      lastCompleted = restored.getCheckpointId();
    }
  }

  @Override
  public Linked syncPrepareResources(long checkpointId) {
    Path directory = workDirectory.resolve("chk-" + checkpointId);
    Directories.deleteTree(directory);
    try {
      table.snapshotTo(directory);
    } catch (RuntimeException e) {
      Directories.deleteTree(directory);
      throw e;
    }
    synchronized (uploaded) {
      return new Linked(directory, new HashMap<>(uploaded.getOrDefault(lastCompleted, Map.of())));
    }
  }

  @Override
  public SnapshotResultSupplier<KeyedStateHandle> asyncSnapshot(
      Linked linked,
      long checkpointId,
      long timestamp,
      CheckpointStreamFactory factory,
      CheckpointOptions options) {
    SharingFilesStrategy sharing = options.getCheckpointType().getSharingFilesStrategy();
    return streams -> {
      SnapshotManifest.write(linked.directory(), known);
      ReplayUpload upload = new ReplayUpload(factory, sharing, streams, transfers, linked.base());
      KeyedStateHandle handle = upload.run(linked.directory(), storeId, groups, checkpointId);
      if (sharing != SharingFilesStrategy.NO_SHARING) {
        synchronized (uploaded) {
          uploaded.put(checkpointId, byName(upload.sharedFiles()));
        }
      }
      return SnapshotResult.of(handle);
    };
  }

  private static Map<String, StreamStateHandle> byName(List<HandleAndLocalPath> files) {
    return files.stream()
        .collect(Collectors.toMap(HandleAndLocalPath::getLocalPath, HandleAndLocalPath::getHandle));
  }

  void checkpointCompleted(long checkpointId) {
    synchronized (uploaded) {
      if (checkpointId > lastCompleted && uploaded.containsKey(checkpointId)) {
        lastCompleted = checkpointId;
        uploaded.headMap(checkpointId).clear();
      }
    }
  }

  void checkpointAborted(long checkpointId) {
    synchronized (uploaded) {
      uploaded.remove(checkpointId);
    }
  }
}
