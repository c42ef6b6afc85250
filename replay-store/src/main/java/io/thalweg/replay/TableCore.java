package io.thalweg.replay;

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
  final TableReads reads;
  final Changes changes;
  private long offered;
  private boolean upkeepDue;

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
    this.changes =
        new Changes(config, addresses, tiers.warm, store, groups, losses, weights, sealing);
    this.upkeep =
        new Upkeep(
            config,
            owned,
            store,
            tiers,
            sealing,
            changes::delete,
            config.tiers().coldDiskBytes(),
            state.nextSegment());
    this.readers =
        new BlockReaders(tiers, config.readThreads(), config.readsAhead(), config.blockBytes());
    this.reads = new TableReads(config, addresses, store, tiers);
    this.sampling = new SplitMix64(state.sampling());
    this.draws =
        weights == null
            ? new UniformDraws(config, store, groups, readers, sampling)
            : new WeightedDraws(config, store, reads, weights, readers, sampling);
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
      changes.delete(known);
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
    long ordinal = reads.ordinal(slot);
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

  /** Seals what is staged until there is room for one more row: upkeep may fill it again. */
  void makeRoom() {
    if (upkeepDue || upkeep.hasTooManyChanges()) {
      upkeepDue = false;
      upkeep.keepBounds();
    }
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
      if (!store.slots.holds(slot, batch.key(i))) {
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
    changes.rewrite(slot, classLabel, columns);
    return true;
  }

  boolean delete(long key) {
    int slot = store.slots.find(key);
    if (slot == SlotTable.ABSENT) {
      return false;
    }
    changes.delete(slot);
    keepChangesFew();
    return true;
  }

  /** Rows ever offered to the owned groups. */
  long offered() {
    return offered;
  }

  /** Changes leave records, which must not outgrow the warm tier while nothing is sealed. */
  void keepChangesFew() {
    if (upkeep.hasTooManyChanges()) {
      upkeep.keepBounds();
    }
  }

  /** Upkeep waits for the next offer: a snapshot is to be short. */
  void snapshotTo(Path target) {
    if (!upkeep.canSeal()) {
      upkeep.keepBounds();
    }
    sealing.sealAll();
    upkeepDue = true;
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
