package io.thalweg.replay;

import io.thalweg.replay.index.SlotTable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Rows of fixed length that a learner may draw again: a bounded number for each group of a
 * contiguous range, kept by {@link Retention}, drawn by {@link Selection}, in memory, in RocksDB
 * and in segment files.
 *
 * <p>Confined to one thread, but for {@link #stats}. What is stored in a group depends on the seed
 * and on what was offered to that group alone. The table lasts as long as its snapshots do: its own
 * directory is of no use after a crash. After a {@link io.thalweg.replay.tier.TierException} of any
 * call but {@link #snapshotTo} close the table and go on from a snapshot.
 */
public final class ReplayTable implements AutoCloseable {
  private final ReplayConfig config;
  private final TableCore core;
  private final Erasing erasing;
  private final TableStatistics statistics;
  private boolean closed;

  private ReplayTable(ReplayConfig config, TableCore core) {
    this.config = config;
    this.core = core;
    this.erasing = new Erasing(core);
    this.statistics = new TableStatistics(core);
  }

  /** A new table in an empty or absent directory; the caller closes it. */
  public static ReplayTable open(ReplayConfig config, GroupRange owned, Path directory) {
    return open(config, owned, directory, Storage.LOCAL);
  }

  static ReplayTable open(ReplayConfig config, GroupRange owned, Path directory, Storage storage) {
    requireInside(config, owned);
    return new ReplayTable(config, TableOpening.open(config, owned, directory, storage));
  }

  /**
   * A table that goes on from snapshots, in an empty or absent directory; the caller closes it and
   * keeps the snapshots. Every file is compared with its snapshot's manifest first.
   *
   * <p>One snapshot of just the owned groups is linked in: file names stay, and so does the
   * sequence of samples. From any other set the owned groups are copied into new files, each must
   * be in one snapshot, and a new sequence of samples begins. Hot rows are in memory before this
   * returns.
   *
   * @throws IncompatibleSnapshotException if configuration or groups don't fit
   * @throws io.thalweg.replay.checkpoint.DamagedSnapshotException if a file is not what it was
   */
  public static ReplayTable restore(
      ReplayConfig config, GroupRange owned, Path directory, List<SnapshotSource> sources) {
    return restore(config, owned, directory, sources, Storage.LOCAL);
  }

  static ReplayTable restore(
      ReplayConfig config,
      GroupRange owned,
      Path directory,
      List<SnapshotSource> sources,
      Storage storage) {
    requireInside(config, owned);
    return new ReplayTable(
        config, TableOpening.restore(config, owned, directory, sources, storage));
  }

  /**
   * Offers one row. A stored row can be drawn at once.
   *
   * @param row row and columns as its remaining bytes; the position stays
   */
  public Offer offer(int group, RowMeta meta, ByteBuffer row) {
    requireOpen();
    requireLength("row", row, config.rowBytes() + config.columnBytes());
    Offer outcome = core.offer(group, meta, row);
    statistics.publish();
    return outcome;
  }

  /**
   * Draws rows with replacement and puts them into {@code batch}.
   *
   * @return {@code rows}; or 0 if the table is empty or the rate limiter wants more rows first
   */
  public int sample(int rows, ReplayBatch batch) {
    requireOpen();
    batch.requireFits(config, rows);
    int drawn = core.sample(rows, batch);
    statistics.drawn(drawn);
    return drawn;
  }

  /**
   * Gives the rows of a batch the priorities (losses) that training has found: row i gets {@code
   * priorities[i]}, finite and not negative. Rows that have left the table since are passed over.
   */
  public void updatePriorities(ReplayBatch batch, float[] priorities) {
    requireOpen();
    if (priorities.length < batch.size()) {
      throw new IllegalArgumentException(
          "replay priorities are too few: length=%d, rows=%d"
              .formatted(priorities.length, batch.size()));
    }
    core.updatePriorities(batch, priorities);
  }

  /** Whether there is a row with this key. */
  public boolean contains(long key) {
    requireOpen();
    return core.store.slots.find(key) != SlotTable.ABSENT;
  }

  /** Puts row and columns of a key at the position of {@code out}, if the key is stored. */
  public boolean read(long key, ByteBuffer out) {
    requireOpen();
    return core.read(key, out);
  }

  /**
   * Gives the row of a key new columns (the remaining bytes, whose position stays) and another
   * class, if the key is stored. Every later draw has them.
   */
  public boolean rewrite(long key, int classLabel, ByteBuffer columns) {
    requireOpen();
    requireLength("columns", columns, config.columnBytes());
    return core.rewrite(key, classLabel, columns);
  }

  /**
   * Takes the row of a key out, if it is stored. Its bytes stay in files until those are cleaned.
   */
  public boolean delete(long key) {
    requireOpen();
    boolean deleted = core.delete(key);
    statistics.publish();
    return deleted;
  }

  /**
   * Takes all rows of these subjects out and rewrites the files that hold any, so that no tier has
   * a byte of them when this returns. Snapshots that were taken before still have. Takes the time
   * of looking at each row once, however many the subjects are.
   *
   * @return rows erased
   */
  public int eraseSubjects(long... subjects) {
    requireOpen();
    int erased = erasing.eraseSubjects(subjects);
    statistics.publish();
    return erased;
  }

  /**
   * Takes all rows out whose event time, in whole seconds, lies before that of {@code timeMillis}.
   * Under any retention but {@link Retention#WINDOW} their places stay reserved for the rows that
   * would have replaced them, ever fewer as the stream goes on.
   *
   * @return rows taken out
   */
  public int expireBefore(long timeMillis) {
    requireOpen();
    int expired = erasing.expireBefore(timeMillis);
    statistics.publish();
    return expired;
  }

  /** Rows stored. */
  public long size() {
    return core.store.size();
  }

  /** Visits every stored row, in no particular order. The visitor doesn't call this table. */
  public void forEachRow(RowVisitor visitor) {
    requireOpen();
    core.reads.forEachRow(visitor);
  }

  /** From any thread; the counts are each exact, but not of one instant. */
  public ReplayStats stats() {
    return statistics.stats();
  }

  /** What the table holds; takes time in proportion to its size. */
  public Composition composition(long nowMillis) {
    requireOpen();
    return statistics.composition(nowMillis);
  }

  /**
   * Links the table as it is now into {@code target}, a new directory inside an existing one. Files
   * {@code *.sst} and {@code *.seg} never change, and snapshots of one table (also of one restored
   * from a snapshot of just its groups) that have such a file by the same name share its bytes. The
   * snapshot is finished by {@link io.thalweg.replay.checkpoint.SnapshotManifest#write}, which any
   * thread may do while the table goes on. After a failure the table goes on as well.
   */
  public void snapshotTo(Path target) {
    requireOpen();
    core.snapshotTo(target);
    statistics.publish();
  }

  /** Whether a file of a snapshot never changes, so that snapshots may share it by its name. */
  public static boolean isImmutable(String fileName) {
    return TableDirectory.isImmutable(fileName);
  }

  /** Gives memory and native handles back at once. The directory is the caller's to delete. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      core.close();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("replay table is closed: groups=" + core.owned);
    }
  }

  private static void requireLength(String what, ByteBuffer bytes, int expected) {
    if (bytes.remaining() != expected) {
      throw new IllegalArgumentException(
          "replay %s length differs: bytes=%d, expected=%d"
              .formatted(what, bytes.remaining(), expected));
    }
  }

  private static void requireInside(ReplayConfig config, GroupRange owned) {
    if (owned.last() >= config.groups()) {
      throw new IllegalArgumentException(
          "replay table: owned=%s reaches beyond groups=%d".formatted(owned, config.groups()));
    }
  }
}
