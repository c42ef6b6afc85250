package io.thalweg.learner.flink;

import io.thalweg.replay.ReplayBatch;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.RowMeta;
import io.thalweg.replay.TierSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;

/** One task's replay store with its snapshots. Confined to one thread. */
final class TestStore implements AutoCloseable {
  static final KeyGroupRange ALL = KeyGroupRange.of(0, 11);
  static final SnapshotType INCREMENTAL = CheckpointType.CHECKPOINT;
  static final SnapshotType FULL = CheckpointType.FULL_CHECKPOINT;
  static final SnapshotType SAVEPOINT = SavepointType.savepoint(SavepointFormatType.NATIVE);

  private static final int ROW_BYTES = 40;
  private static final ReplayConfig CONFIG =
      ReplayConfig.of(ROW_BYTES, 12, 12 * 50)
          .withTiers(TierSizes.of(12L * 50 * (ROW_BYTES + Long.BYTES), 2 << 20))
          .withSeed(7);

  private final ReplayTable table;
  private final ReplaySnapshots snapshots;
  private final KeyGroupRange groups;

  private TestStore(ReplayRestore.Opened opened, KeyGroupRange groups) {
    this.table = opened.table();
    this.snapshots = opened.snapshots();
    this.groups = groups;
  }

  /** The caller closes it. */
  static TestStore open(
      Path directory, KeyGroupRange groups, IncrementalRemoteKeyedStateHandle... handles)
      throws IOException {
    return open(directory, groups, new CloseableRegistry(), List.of(handles));
  }

  /** The caller closes it. */
  static TestStore open(
      Path directory,
      KeyGroupRange groups,
      CloseableRegistry cancelables,
      List<IncrementalRemoteKeyedStateHandle> handles)
      throws IOException {
    return new TestStore(
        new ReplayRestore(CONFIG, groups, directory, cancelables, new Transfers(3)).open(handles),
        groups);
  }

  /** A checkpoint's handle and what lay in its link directory, in bytes by name. */
  record Taken(IncrementalRemoteKeyedStateHandle handle, Map<String, Long> linked) {}

  Taken take(long checkpointId, SnapshotType type, CheckpointStreamFactory storage)
      throws Exception {
    ReplaySnapshots.Linked linked = snapshots.syncPrepareResources(checkpointId);
    try {
      var upload = snapshots.asyncSnapshot(linked, checkpointId, 0, storage, options(type));
      var handle = upload.get(new CloseableRegistry()).getJobManagerOwnedSnapshot();
      return new Taken(
          (IncrementalRemoteKeyedStateHandle) handle, Handles.sizes(linked.directory()));
    } finally {
      linked.release();
    }
  }

  static CheckpointOptions options(SnapshotType type) {
    return new CheckpointOptions(type, CheckpointStorageLocationReference.getDefault());
  }

  /** Offers rows {@code from} to {@code to} of a fixed stream, those of owned groups. */
  TestStore learn(int from, int to) {
    for (int number = from; number < to; number++) {
      SplittableRandom random = new SplittableRandom(number);
      int group = random.nextInt(12);
      byte[] row = new byte[ROW_BYTES];
      random.nextBytes(row);
      if (groups.contains(group)) {
        table.offer(group, RowMeta.of(number), ByteBuffer.wrap(row));
      }
    }
    return this;
  }

  /** Every stored row in hexadecimal, by group and slot. */
  Map<String, String> rows() {
    Map<String, String> rows = new TreeMap<>();
    table.forEachRow(
        (group, slot, key, row) -> rows.put(group + ":" + slot, hex(row, 0, ROW_BYTES)));
    return rows;
  }

  /** The next rows drawn, in hexadecimal. */
  String draw(int rows) {
    try (ReplayBatch batch = ReplayBatch.allocate(CONFIG, rows)) {
      return hex(batch.rows(), 0, table.sample(rows, batch) * ROW_BYTES);
    }
  }

  private static String hex(ByteBuffer rows, int offset, int length) {
    byte[] bytes = new byte[length];
    rows.get(rows.position() + offset, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  ReplaySnapshots snapshots() {
    return snapshots;
  }

  @Override
  public void close() {
    table.close();
  }
}
