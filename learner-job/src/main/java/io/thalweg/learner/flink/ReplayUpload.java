package io.thalweg.learner.flink;

import io.thalweg.replay.ReplayTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
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
 *
 * <p>The thread that writes a stream is also the one that closes it: Flink's streams hold their
 * lock while they write, so that closing one from elsewhere would wait for a storage that hangs.
 */
final class ReplayUpload {
  private static final byte[] META = {1};

  private final CheckpointStreamFactory factory;
  private final SharingFilesStrategy sharing;
  private final CloseableRegistry streams;
  private final Transfers transfers;
  private final Map<String, StreamStateHandle> base;
  private final List<HandleAndLocalPath> shared = new ArrayList<>();
  private final List<HandleAndLocalPath> own = new ArrayList<>();
  private final List<StreamStateHandle> reused = new ArrayList<>();

  /** What was written, whatever becomes of it; by several threads. */
  private final List<StreamStateHandle> fresh = Collections.synchronizedList(new ArrayList<>());

  /**
   * One upload; see {@link #run}.
   *
   * @param base the files of the last completed checkpoint, by name
   */
  ReplayUpload(
      CheckpointStreamFactory factory,
      SharingFilesStrategy sharing,
      CloseableRegistry streams,
      Transfers transfers,
      Map<String, StreamStateHandle> base) {
    this.factory = factory;
    this.sharing = sharing;
    this.streams = streams;
    this.transfers = transfers;
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
      List<Path> toWrite = reuse(filesIn(directory));
      List<Transfers.Copy<StreamStateHandle>> copies = new ArrayList<>();
      toWrite.forEach(file -> copies.add(stop -> upload(file, stop)));
      copies.add(
          stop -> write(new ByteArrayInputStream(META), CheckpointedStateScope.EXCLUSIVE, stop));
      List<StreamStateHandle> written = transfers.run(streams, copies);
      long freshBytes = 0;
      for (int i = 0; i < toWrite.size(); i++) {
        String name = name(toWrite.get(i));
        (ReplayTable.isImmutable(name) ? shared : own)
            .add(HandleAndLocalPath.of(written.get(i), name));
        freshBytes += written.get(i).getStateSize();
      }
      StreamStateHandle meta = written.get(toWrite.size());
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

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** Puts placeholders for what the base holds, and returns what it lacks. */
  private List<Path> reuse(List<Path> files) throws IOException {
    List<Path> others = new ArrayList<>();
    for (Path file : files) {
      StreamStateHandle known = base.get(name(file));
      boolean may =
          sharing == SharingFilesStrategy.FORWARD_BACKWARD && ReplayTable.isImmutable(name(file));
      if (may && known != null && factory.couldReuseStateHandle(known)) {
        reused.add(known);
        shared.add(HandleAndLocalPath.of(placeholder(known), name(file)));
      } else {
        others.add(file);
      }
    }
    return others;
  }

  private static StreamStateHandle placeholder(StreamStateHandle known) {
    return new PlaceholderStreamStateHandle(
        known.getStreamStateHandleID(),
        known.getStateSize(),
        FileMergingSnapshotManager.isFileMergingHandle(known));
  }

  private StreamStateHandle upload(Path file, Transfers.Stop stop) throws IOException {
    boolean share =
        ReplayTable.isImmutable(name(file)) && sharing != SharingFilesStrategy.NO_SHARING;
    try (InputStream in = Files.newInputStream(file)) {
      return write(
          in, share ? CheckpointedStateScope.SHARED : CheckpointedStateScope.EXCLUSIVE, stop);
    }
  }

  private StreamStateHandle write(InputStream in, CheckpointedStateScope scope, Transfers.Stop stop)
      throws IOException {
    stop.check();
    CheckpointStateOutputStream out = factory.createCheckpointStateOutputStream(scope);
    StreamStateHandle handle = null;
    try {
      Transfers.copy(in, out, stop);
      // Now, as Flink leaves the file open when the writing fails within closeAndGetHandle.
      out.flush();
      stop.check();
      handle = out.closeAndGetHandle();
      if (handle == null) {
        throw new IOException("an empty file has no handle");
      }
      fresh.add(handle);
      return handle;
    } finally {
      if (handle == null) {
        // An interrupt has done its work, and must not keep the file from being deleted.
        Thread.interrupted();
        out.close();
      }
    }
  }
}
