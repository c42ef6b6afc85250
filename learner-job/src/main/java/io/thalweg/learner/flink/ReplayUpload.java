package io.thalweg.learner.flink;

import io.thalweg.replay.ReplayTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.SnapshotType.SharingFilesStrategy;
import org.apache.flink.runtime.checkpoint.filemerging.FileMergingSnapshotManager;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.PlaceholderStreamStateHandle;
import org.apache.flink.runtime.state.StateUtil;
import org.apache.flink.runtime.state.StreamStateHandle;

/**
 * Uploads one linked snapshot of the replay store. Files that the base checkpoint holds already go
 * as placeholders, which the JobManager turns back into the handles that it knows: discarding a
 * placeholder deletes nothing, so an aborted checkpoint can't take a file from an older one.
 */
final class ReplayUpload {
  private static final byte[] META = {1};

  private final CheckpointStreamFactory factory;
  private final SharingFilesStrategy sharing;
  private final CloseableRegistry streams;
  private final Map<String, StreamStateHandle> base;
  private final List<HandleAndLocalPath> shared = new ArrayList<>();
  private final List<HandleAndLocalPath> own = new ArrayList<>();
  private final List<StreamStateHandle> reused = new ArrayList<>();
  private final List<StreamStateHandle> fresh = new ArrayList<>();
  private long freshBytes;

  /**
   * One upload; see {@link #run}.
   *
   * @param base the files of the last completed checkpoint, by name
   */
  ReplayUpload(
      CheckpointStreamFactory factory,
      SharingFilesStrategy sharing,
      CloseableRegistry streams,
      Map<String, StreamStateHandle> base) {
    this.factory = factory;
    this.sharing = sharing;
    this.streams = streams;
    this.base = base;
  }

  /** The shared files, after {@link #run}. */
  List<HandleAndLocalPath> sharedFiles() {
    return shared;
  }

  IncrementalRemoteKeyedStateHandle run(
      Path directory, UUID storeId, KeyGroupRange groups, long checkpointId) throws IOException {
    boolean done = false;
    try {
      for (Path file : filesIn(directory)) {
        upload(file);
      }
      StreamStateHandle meta = write(new java.io.ByteArrayInputStream(META), exclusive());
      IncrementalRemoteKeyedStateHandle handle =
          new IncrementalRemoteKeyedStateHandle(
              storeId, groups, checkpointId, shared, own, meta, freshBytes);
      factory.reusePreviousStateHandle(reused);
      if (streams.isClosed()) {
        throw new IOException("checkpoint " + checkpointId + " was cancelled during the upload");
      }
      done = true;
      return handle;
    } finally {
      if (!done) {
        fresh.forEach(StateUtil::discardStateObjectQuietly);
      }
    }
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static CheckpointedStateScope exclusive() {
    return CheckpointedStateScope.EXCLUSIVE;
  }

  private void upload(Path file) throws IOException {
    String name = file.getFileName().toString();
    boolean immutable = ReplayTable.isImmutable(name);
    StreamStateHandle known = base.get(name);
    boolean mayReuse = sharing == SharingFilesStrategy.FORWARD_BACKWARD;
    if (immutable && mayReuse && known != null && factory.couldReuseStateHandle(known)) {
      reused.add(known);
      shared.add(
          HandleAndLocalPath.of(
              new PlaceholderStreamStateHandle(
                  known.getStreamStateHandleID(),
                  known.getStateSize(),
                  FileMergingSnapshotManager.isFileMergingHandle(known)),
              name));
      return;
    }
    boolean share = immutable && sharing != SharingFilesStrategy.NO_SHARING;
    try (InputStream in = Files.newInputStream(file)) {
      StreamStateHandle handle =
          write(in, share ? CheckpointedStateScope.SHARED : CheckpointedStateScope.EXCLUSIVE);
      (immutable ? shared : own).add(HandleAndLocalPath.of(handle, name));
      freshBytes += handle.getStateSize();
    }
  }

  private StreamStateHandle write(InputStream in, CheckpointedStateScope scope) throws IOException {
    CheckpointStateOutputStream out = factory.createCheckpointStateOutputStream(scope);
    streams.registerCloseable(out); // a cancellation closes it under us
    boolean closed = false;
    try {
      in.transferTo(out);
      if (!streams.unregisterCloseable(out)) {
        throw new IOException("the upload was cancelled");
      }
      StreamStateHandle handle = out.closeAndGetHandle();
      closed = true;
      if (handle == null) {
        throw new IOException("an empty file has no handle");
      }
      fresh.add(handle);
      return handle;
    } finally {
      if (!closed) {
        streams.unregisterCloseable(out);
        out.close();
      }
    }
  }
}
