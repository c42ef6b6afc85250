package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.checkpoint.Known;
import io.thalweg.replay.checkpoint.SnapshotManifest;
import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.SlotTable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * A table of tiny rows whose keys are the numbers of the offers: 0, 1, ... Confined to one thread.
 *
 * <p>Row k goes to group k modulo the number of groups, is of class k / groups modulo {@value
 * #CLASSES}, of second k, and holds its key at both ends, which every draw is checked for.
 */
final class SampledTable implements AutoCloseable {
  static final int CLASSES = 5;

  final ReplayConfig config;
  private final Path temp;
  private final ByteBuffer row;
  private final ReplayBatch batch;
  private TableCore core;
  private int offered;
  private int snapshots;

  private SampledTable(ReplayConfig config, Path temp, TableCore core) {
    this.config = config;
    this.temp = temp;
    this.core = core;
    this.row = ByteBuffer.allocate(config.rowBytes() + config.columnBytes());
    this.batch = ReplayBatch.allocate(config, 1_024);
  }

  /** An empty table that owns all groups, in a new directory inside {@code temp}. */
  static SampledTable open(ReplayConfig config, Path temp) {
    GroupRange all = new GroupRange(0, config.groups() - 1);
    Path directory = temp.resolve("table");
    return new SampledTable(config, temp, TableOpening.open(config, all, directory, Storage.LOCAL));
  }

  TableCore core() {
    return core;
  }

  int offered() {
    return offered;
  }

  SampledTable offer(int rows) {
    for (int i = 0; i < rows; i++) {
      int key = offered++;
      RowMeta meta = new RowMeta(key, 0, key * 1_000L, key / config.groups() % CLASSES, key % 3);
      row.putLong(0, Long.reverseBytes(key))
          .putLong(config.rowBytes() - Long.BYTES, Long.reverseBytes(key));
      core.offer(key % config.groups(), meta, row);
    }
    return this;
  }

  /** Draws as many keys. */
  void draw(int[] keys) {
    assertThat(core.sample(keys.length, batch)).isEqualTo(keys.length);
    for (int i = 0; i < keys.length; i++) {
      long key = batch.key(i);
      int at = i * config.rowBytes();
      if (batch.rows().getLong(at) != key
          || batch.rows().getLong(at + config.rowBytes() - Long.BYTES) != key) {
        throw new AssertionError("row of another key: expected=" + key);
      }
      keys[i] = (int) key;
    }
  }

  double probability(int i) {
    return batch.probability(i);
  }

  /** Gives the rows of these keys priorities. */
  void prioritize(int[] keys, IntUnaryOperator hundredthsOfKey) {
    float[] priorities = new float[batch.capacity()];
    for (int from = 0; from < keys.length; from += batch.capacity()) {
      int rows = Math.min(batch.capacity(), keys.length - from);
      for (int i = 0; i < rows; i++) {
        int key = keys[from + i];
        batch.set(i, core.store.slots.find(key), 1);
        batch.key(i, key);
        priorities[i] = hundredthsOfKey.applyAsInt(key) / 100f;
      }
      batch.end(rows);
      core.updatePriorities(batch, priorities);
    }
  }

  /** Takes a snapshot and goes on with what is restored from it. */
  void restore() {
    Path snapshot = snapshot(core);
    core.close();
    core =
        TableOpening.restore(
            config, all(), next(), List.of(new SnapshotSource(snapshot, all())), Storage.LOCAL);
  }

  /** Splits the table's groups to two tables, offers rows to both, and merges them again. */
  void rescale(int rowsBetween) {
    Path snapshot = snapshot(core);
    core.close();
    List<SnapshotSource> whole = List.of(new SnapshotSource(snapshot, all()));
    int half = config.groups() / 2;
    GroupRange low = new GroupRange(0, half - 1);
    GroupRange high = new GroupRange(half, config.groups() - 1);
    try (TableCore first = TableOpening.restore(config, low, next(), whole, Storage.LOCAL);
        TableCore second = TableOpening.restore(config, high, next(), whole, Storage.LOCAL)) {
      for (int i = 0; i < rowsBetween; i++) {
        core = offered % config.groups() < half ? first : second;
        offer(1);
      }
      Path ofFirst = snapshot(first);
      Path ofSecond = snapshot(second);
      core =
          TableOpening.restore(
              config,
              all(),
              next(),
              List.of(new SnapshotSource(ofSecond, high), new SnapshotSource(ofFirst, low)),
              Storage.LOCAL);
    }
  }

  private GroupRange all() {
    return new GroupRange(0, config.groups() - 1);
  }

  private Path snapshot(TableCore of) {
    Path snapshot = next();
    of.snapshotTo(snapshot);
    SnapshotManifest.write(snapshot, new Known(ReplayTable::isImmutable));
    return snapshot;
  }

  private Path next() {
    return temp.resolve("next-" + snapshots++);
  }

  /** The stored keys, oldest first. */
  int[] keys() {
    int[] keys = new int[core.store.size()];
    int next = 0;
    for (int slot = 0; slot < core.store.slots.slots(); slot++) {
      if (core.store.slots.isTaken(slot)) {
        keys[next++] = (int) core.store.slots.key(slot);
      }
    }
    Arrays.sort(keys);
    return keys;
  }

  /** Handle of the block that a row lies in, or -1 while it is staged. */
  int block(int key) {
    int location = core.store.slots.location(slot(key));
    return location < 0 ? -1 : BlockTable.block(location);
  }

  /** 0 staged, 1 warm, 2 cold. */
  int tier(int key) {
    int block = block(key);
    if (block < 0) {
      return 0;
    }
    return core.store.blocks.place(block) == BlockTable.WARM ? 1 : 2;
  }

  boolean isHot(int key) {
    return core.store.isHot(slot(key));
  }

  boolean contains(int key) {
    return core.store.slots.find(key) != SlotTable.ABSENT;
  }

  int slot(int key) {
    int slot = core.store.slots.find(key);
    assertThat(slot).isNotEqualTo(SlotTable.ABSENT);
    return slot;
  }

  @Override
  public void close() {
    core.close();
    batch.close();
  }
}
