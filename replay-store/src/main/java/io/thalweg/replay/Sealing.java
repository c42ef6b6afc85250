package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.EntryLayout;
import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.tier.WarmTier;
import java.nio.ByteBuffer;

/**
 * Writes what is staged into blocks, in random order: rows that came together lie apart, so that
 * one read brings rows of different times. Confined to the table's thread.
 *
 * <p>A block and the record of its rows are written all or none, and memory follows only then:
 * after a failure what isn't sealed is still staged.
 */
final class Sealing {
  private final RowStore store;
  private final WarmTier warm;
  private final SlotAddress addresses;
  private final int rowBytes;
  private final int blockRows;
  private final SplitMix64 random;
  private final ByteBuffer block;
  private final int entryBytes;
  private final ByteBuffer record;
  private final int[] order;
  private long nextSequence;

  Sealing(
      ReplayConfig config,
      SlotAddress addresses,
      RowStore store,
      WarmTier warm,
      long randomState,
      long nextSequence) {
    this.store = store;
    this.warm = warm;
    this.addresses = addresses;
    this.rowBytes = config.rowBytes();
    this.blockRows = config.blockRows();
    this.random = new SplitMix64(randomState);
    this.nextSequence = nextSequence;
    this.block = ByteBuffer.allocateDirect(config.blockBytes());
    this.entryBytes = config.entryBytes();
    this.record = ByteBuffer.allocateDirect(blockRows * entryBytes);
    this.order = new int[store.staging.capacity()];
  }

  long randomState() {
    return random.state();
  }

  long nextSequence() {
    return nextSequence;
  }

  /** Blocks that sealing may take at most. */
  int blocksNeeded() {
    return order.length / blockRows + 1;
  }

  /** Seals every staged row. */
  void sealAll() {
    int rows = store.staging.count();
    shuffle(rows);
    int sealed = 0;
    try {
      while (sealed < rows) {
        int taken = Math.min(blockRows, rows - sealed);
        seal(sealed, taken);
        sealed += taken;
      }
    } finally {
      if (sealed == rows) {
        store.staging.removeAll();
      } else {
        removeSealed();
      }
    }
  }

  private void shuffle(int rows) {
    for (int i = 0; i < rows; i++) {
      int other = (int) random.nextLong(i + 1L);
      order[i] = order[other];
      order[other] = i;
    }
  }

  private void seal(int from, int rows) {
    long sequence = nextSequence++;
    block.clear();
    record.clear();
    for (int cell = 0; cell < rows; cell++) {
      int frame = order[from + cell];
      store.staging.read(frame, block, cell * rowBytes);
      encode(frame, cell * entryBytes);
    }
    warm.putBlock(sequence, block.limit(rows * rowBytes));
    warm.putRecord(sequence, record.limit(rows * entryBytes));
    warm.commit();
    int handle = store.blocks.open(sequence);
    for (int cell = 0; cell < rows; cell++) {
      int slot = store.staging.slot(order[from + cell]);
      int location = BlockTable.location(handle, cell);
      store.blocks.bind(location, slot);
      store.slots.locate(slot, location);
      store.slots.rewriteDeleted(slot);
    }
  }

  private void encode(int frame, int at) {
    int slot = store.staging.slot(frame);
    int group = addresses.group(slot);
    int slotInGroup = addresses.slotInGroup(slot);
    EntryLayout.encodeAddress(record, at, group, slotInGroup);
    EntryLayout.encodeRow(
        record,
        at,
        store.staging.key(frame),
        store.slots.classLabel(slot),
        store.slots.source(slot));
    EntryLayout.encodeOrigin(
        record,
        at,
        store.staging.subject(frame),
        store.staging.timeMillis(frame),
        store.staging.ordinal(frame));
    store.slots.readColumns(slot, record, at + EntryLayout.ENTRY_BYTES);
    if (store.slots.hasRewrite(slot)) {
      warm.deleteRewrite(group, slotInGroup);
    }
  }

  /** The place of a change in the order of blocks and changes. */
  long takeSequence() {
    return nextSequence++;
  }

  private void removeSealed() {
    for (int frame = store.staging.count() - 1; frame >= 0; frame--) {
      if (store.slots.location(store.staging.slot(frame)) != ~frame) {
        store.unstage(frame);
      }
    }
  }
}
