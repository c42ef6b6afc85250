package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.EntryLayout;
import io.thalweg.replay.tier.TierException;
import java.nio.ByteBuffer;

/**
 * Reads rows wherever they are, waiting for the disk if need be. Confined to the table's thread.
 */
final class TableReads {
  private final RowStore store;
  private final Tiers tiers;
  private final SlotAddress addresses;
  private final int rowBytes;
  private final int columnBytes;
  private final int entryBytes;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(Long.BYTES);
  private final ByteBuffer block;
  private final ByteBuffer record;

  TableReads(ReplayConfig config, SlotAddress addresses, RowStore store, Tiers tiers) {
    this.store = store;
    this.tiers = tiers;
    this.addresses = addresses;
    this.rowBytes = config.rowBytes();
    this.columnBytes = config.columnBytes();
    this.entryBytes = config.entryBytes();
    this.block = ByteBuffer.allocateDirect(config.blockBytes());
    this.record = ByteBuffer.allocateDirect(config.blockRows() * entryBytes);
  }

  /** Copies a stored row to the absolute {@code offset} of {@code out}. */
  void readRow(int slot, ByteBuffer out, int offset) {
    int location = store.slots.location(slot);
    if (store.isHot(slot)) {
      store.readHot(slot, out, offset);
    } else if (location < 0) {
      store.staging.read(~location, out, offset);
    } else {
      ByteBuffer rows = readBlock(BlockTable.block(location));
      out.put(offset, rows, BlockTable.cell(location) * rowBytes, rowBytes);
    }
  }

  /** The rows of a block, borrowed until the next call. */
  ByteBuffer readBlock(int handle) {
    long sequence = store.blocks.sequence(handle);
    int bytes = tiers.read(sequence, store.blocks.place(handle), scratch, block);
    if (bytes < store.blocks.rows(handle) * rowBytes) {
      throw new TierException(
          "replay block damaged: sequence=%d, bytes=%d, expected=%d"
              .formatted(sequence, bytes, store.blocks.rows(handle) * rowBytes));
    }
    return block;
  }

  /** The record of the block that a sealed row lies in. */
  private ByteBuffer readRecord(int slot) {
    return tiers.record(
        store.blocks.sequence(BlockTable.block(store.slots.location(slot))), record);
  }

  private int entryAt(int slot) {
    return BlockTable.cell(store.slots.location(slot)) * entryBytes;
  }

  /** The place of a stored row in the order in which its group was offered rows. */
  long ordinal(int slot) {
    int location = store.slots.location(slot);
    if (location < 0) {
      return store.staging.ordinal(~location);
    }
    return EntryLayout.ordinal(readRecord(slot), entryAt(slot));
  }

  /** The subject of a stored row. */
  long subject(int slot) {
    int location = store.slots.location(slot);
    return location < 0
        ? store.staging.subject(~location)
        : EntryLayout.subject(readRecord(slot), entryAt(slot));
  }

  void forEachRow(RowVisitor visitor) {
    ByteBuffer row = ByteBuffer.allocateDirect(rowBytes + columnBytes);
    for (int frame = 0; frame < store.staging.count(); frame++) {
      store.staging.read(frame, row.clear(), 0);
      visit(store.staging.slot(frame), row, visitor);
    }
    for (int rank = 0; rank < store.blocks.used(); rank++) {
      int handle = store.blocks.inOrder(rank);
      if (store.blocks.live(handle) > 0) {
        visitBlock(handle, readBlock(handle), row, visitor);
      }
    }
  }

  private void visitBlock(int handle, ByteBuffer block, ByteBuffer row, RowVisitor visitor) {
    for (int cell = 0; cell < store.blocks.rows(handle); cell++) {
      int slot = store.blocks.slot(BlockTable.location(handle, cell));
      if (slot != BlockTable.DEAD) {
        row.clear().put(0, block, cell * rowBytes, rowBytes);
        visit(slot, row, visitor);
      }
    }
  }

  private void visit(int slot, ByteBuffer row, RowVisitor visitor) {
    store.slots.readColumns(slot, row, rowBytes);
    visitor.row(addresses.group(slot), addresses.slotInGroup(slot), store.slots.key(slot), row);
  }
}
