package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.ChangeLayout;
import io.thalweg.replay.index.EntryLayout;
import io.thalweg.replay.index.SlotTable;
import io.thalweg.replay.limit.RateLimiter;
import io.thalweg.replay.select.Remover;
import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.select.Weights;
import io.thalweg.replay.tier.BlockReaders;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a table and what one call does with them. Confined to the table's thread.
 *
 * <p>A row's way: the group's remover names the slot, the store takes the row, the weights learn of
 * it; when staging is full it is sealed and the tiers are kept within their bounds.
 */
final class TableCore implements AutoCloseable {
  final ReplayConfig config;
  final GroupRange owned;
  final SlotAddress addresses;
  final Tiers tiers;
  final RowStore store;
  final GroupSet groups;
  final Losses losses;
  final @Nullable Weights weights;
  final RateLimiter limiter;
  final Sealing sealing;
  final Upkeep upkeep;
  final BlockReaders readers;
  final SplitMix64 sampling;
  final Draws draws;
  private final TableReads reads;
  private final ByteBuffer record;
  private final ByteBuffer rewrite;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(ChangeLayout.BYTES);
  private long offered;

  /** Owns tiers and store from here on. */
  TableCore(
      ReplayConfig config,
      GroupRange owned,
      Tiers tiers,
      RowStore store,
      GroupSet groups,
      Losses losses,
      @Nullable Weights weights,
      TableState state) {
    this.config = config;
    this.owned = owned;
    this.addresses = SlotAddress.of(config, owned);
    this.tiers = tiers;
    this.store = store;
    this.groups = groups;
    this.losses = losses;
    this.weights = weights;
    RateLimits rates = config.limits();
    this.limiter = new RateLimiter(rates.minSize(), rates.samplesPerInsert(), rates.errorBuffer());
    limiter.restore(state.inserts(), state.samples());
    this.sealing =
        new Sealing(config, addresses, store, tiers.warm, state.shuffling(), state.nextSequence());
    this.upkeep =
        new Upkeep(
            config,
            owned,
            store,
            tiers,
            sealing,
            this::deleteSlot,
            config.tiers().coldDiskBytes(),
            state.nextSegment());
    this.readers =
        new BlockReaders(tiers, config.readThreads(), config.readsAhead(), config.blockBytes());
    this.reads = new TableReads(config, store, tiers);
    this.sampling = new SplitMix64(state.sampling());
    this.draws =
        weights == null
            ? new UniformDraws(config, store, groups, readers, sampling)
            : new WeightedDraws(config, store, reads, weights, readers, sampling);
    this.record = ByteBuffer.allocateDirect(config.blockRows() * config.entryBytes());
    this.rewrite = ByteBuffer.allocateDirect(EntryLayout.REWRITE_BYTES + config.columnBytes());
    this.offered = groups.offered();
  }

  Offer offer(int group, RowMeta meta, ByteBuffer row) {
    Remover remover = groups.group(group).remover();
    if (!limiter.mayInsert(store.size(), 1)) {
      return Offer.LIMITED;
    }
    makeRoom();
    int known = store.slots.find(meta.key());
    if (known != SlotTable.ABSENT && addresses.group(known) != group) {
      deleteSlot(known);
      known = SlotTable.ABSENT;
    }
    if (known != SlotTable.ABSENT) {
      return replaceKey(known, remover, meta, row);
    }
    limiter.inserted(1);
    offered++;
    long ordinal = remover.offered();
    int slotInGroup = groups.group(group).place(meta.classLabel());
    if (slotInGroup == Remover.NO_SLOT) {
      return Offer.SKIPPED;
    }
    int slot = addresses.slot(group, slotInGroup);
    boolean replaced = store.slots.isTaken(slot);
    put(slot, meta, ordinal, row);
    if (!replaced) {
      groups.count(group, 1);
    }
    return replaced ? Offer.REPLACED : Offer.STORED;
  }

  private Offer replaceKey(int slot, Remover remover, RowMeta meta, ByteBuffer row) {
    long ordinal = ordinal(slot);
    limiter.inserted(1);
    remover.relabelled(
        addresses.slotInGroup(slot), store.slots.classLabel(slot), meta.classLabel());
    put(slot, meta, ordinal, row);
    return Offer.REPLACED;
  }

  /** Stores a row; staging has room. */
  void put(int slot, RowMeta meta, long ordinal, ByteBuffer row) {
    store.put(slot, meta, ordinal, row);
    losses.set(slot, Double.NaN);
    if (weights != null) {
      weights.added(slot, store.slots.seconds(slot) * 1_000L);
    }
  }

  private long ordinal(int slot) {
    int location = store.slots.location(slot);
    if (location < 0) {
      return store.staging.ordinal(~location);
    }
    return EntryLayout.ordinal(readRecord(slot), entryAt(slot));
  }

  /** Seals what is staged until there is room for one more row: upkeep may fill it again. */
  void makeRoom() {
    while (store.staging.isFull()) {
      upkeep.seal();
    }
  }

  int sample(int rows, ReplayBatch batch) {
    batch.begin(store.size());
    if (store.size() == 0 || !limiter.maySample(store.size(), rows)) {
      return 0;
    }
    draws.draw(rows, batch);
    limiter.sampled(rows);
    batch.end(rows);
    return rows;
  }

  void updatePriorities(ReplayBatch batch, float[] priorities) {
    for (int i = 0; i < batch.size(); i++) {
      int slot = batch.slot(i);
      if (store.slots.key(slot) != batch.key(i)) {
        slot = store.slots.find(batch.key(i));
      }
      if (slot != SlotTable.ABSENT) {
        if (weights != null) {
          weights.updated(slot, priorities[i]);
        }
        losses.set(slot, priorities[i]);
      }
    }
  }

  boolean read(long key, ByteBuffer out) {
    int slot = store.slots.find(key);
    if (slot == SlotTable.ABSENT) {
      return false;
    }
    int at = out.position();
    reads.readRow(slot, out, at);
    store.slots.readColumns(slot, out, at + config.rowBytes());
    out.position(at + config.rowBytes() + config.columnBytes());
    return true;
  }

  boolean rewrite(long key, int classLabel, ByteBuffer columns) {
    int slot = store.slots.find(key);
    if (slot == SlotTable.ABSENT) {
      return false;
    }
    if (store.slots.location(slot) >= 0) {
      rewrite
          .clear()
          .put(EntryLayout.REWRITE_BYTES, columns, columns.position(), columns.remaining());
      putRewrite(slot, slot, classLabel);
      tiers.warm.commit();
      store.slots.rewriteWritten(slot);
    }
    Remover remover = groups.group(addresses.group(slot)).remover();
    remover.relabelled(addresses.slotInGroup(slot), store.slots.classLabel(slot), classLabel);
    store.relabel(slot, classLabel);
    store.slots.writeColumns(slot, columns, columns.position());
    return true;
  }

  /** Of the row in {@code slot}, under another slot number; the columns are in place. */
  private void putRewrite(int slot, int number, int classLabel) {
    rewrite.putLong(EntryLayout.REWRITE_KEY, store.slots.key(slot));
    rewrite.putShort(EntryLayout.REWRITE_CLASS, (short) classLabel);
    tiers.warm.putRewrite(addresses.group(number), addresses.slotInGroup(number), rewrite);
  }

  boolean delete(long key) {
    int slot = store.slots.find(key);
    if (slot == SlotTable.ABSENT) {
      return false;
    }
    deleteSlot(slot);
    return true;
  }

  /**
   * Takes the row of a slot out; the last row of its group gets the slot's number. Memory follows
   * only once that is written.
   */
  void deleteSlot(int slot) {
    int group = addresses.group(slot);
    Remover remover = groups.group(group).remover();
    int last = addresses.slot(group, remover.stored() - 1);
    boolean moved = last != slot && store.slots.location(last) >= 0;
    writeChange(group, slot, last, moved);
    remover.removed(
        addresses.slotInGroup(slot), store.slots.classLabel(slot), addresses.slotInGroup(last));
    store.remove(slot);
    if (weights != null) {
      weights.removed(slot);
    }
    losses.set(slot, Double.NaN);
    groups.count(group, -1);
    if (last != slot) {
      renumber(last, slot);
    }
    store.slots.rewriteDeleted(last);
    store.slots.rewriteDeleted(slot);
    if (moved) {
      store.slots.rewriteWritten(slot);
    }
  }

  private void renumber(int from, int to) {
    store.move(from, to);
    losses.move(from, to);
    if (weights != null) {
      weights.moved(from, to);
    }
  }

  private void writeChange(int group, int deleted, int freed, boolean moved) {
    int to = addresses.slotInGroup(deleted);
    int from = addresses.slotInGroup(freed);
    scratch.clear().limit(ChangeLayout.BYTES);
    ChangeLayout.encode(scratch, group, to, from, moved);
    tiers.warm.putRecord(sealing.takeSequence(), scratch);
    forgetRewrite(freed);
    if (deleted != freed) {
      forgetRewrite(deleted);
      if (moved) {
        // Its own rewrite was that of the freed slot.
        rewrite.clear();
        store.slots.readColumns(freed, rewrite, EntryLayout.REWRITE_BYTES);
        putRewrite(freed, deleted, store.slots.classLabel(freed));
      }
    }
    tiers.warm.commit();
  }

  private void forgetRewrite(int slot) {
    if (store.slots.hasRewrite(slot)) {
      tiers.warm.deleteRewrite(addresses.group(slot), addresses.slotInGroup(slot));
    }
  }

  /** The record of the block that a sealed row lies in. */
  private ByteBuffer readRecord(int slot) {
    return tiers.record(
        store.blocks.sequence(BlockTable.block(store.slots.location(slot))), record);
  }

  private int entryAt(int slot) {
    return BlockTable.cell(store.slots.location(slot)) * config.entryBytes();
  }

  /** The subject of a stored row. */
  long subject(int slot) {
    int location = store.slots.location(slot);
    return location < 0
        ? store.staging.subject(~location)
        : EntryLayout.subject(readRecord(slot), entryAt(slot));
  }

  void forEachRow(RowVisitor visitor) {
    ByteBuffer row = ByteBuffer.allocateDirect(config.rowBytes() + config.columnBytes());
    for (int frame = 0; frame < store.staging.count(); frame++) {
      store.staging.read(frame, row.clear(), 0);
      visit(store.staging.slot(frame), row, visitor);
    }
    for (int rank = 0; rank < store.blocks.used(); rank++) {
      int handle = store.blocks.inOrder(rank);
      if (store.blocks.live(handle) > 0) {
        visitBlock(handle, reads.readBlock(handle), row, visitor);
      }
    }
  }

  private void visitBlock(int handle, ByteBuffer block, ByteBuffer row, RowVisitor visitor) {
    for (int cell = 0; cell < store.blocks.rows(handle); cell++) {
      int slot = store.blocks.slot(BlockTable.location(handle, cell));
      if (slot != BlockTable.DEAD) {
        row.clear().put(0, block, cell * config.rowBytes(), config.rowBytes());
        visit(slot, row, visitor);
      }
    }
  }

  private void visit(int slot, ByteBuffer row, RowVisitor visitor) {
    store.slots.readColumns(slot, row, config.rowBytes());
    visitor.row(addresses.group(slot), addresses.slotInGroup(slot), store.slots.key(slot), row);
  }

  /** Rows ever offered to the owned groups. */
  long offered() {
    return offered;
  }

  void snapshotTo(Path target) {
    upkeep.seal();
    sealing.sealAll();
    SnapshotWriter.writeState(this);
    tiers.snapshotTo(target);
  }

  @Override
  public void close() {
    try (tiers;
        store) {
      readers.close();
    }
  }
}
