package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.tier.TierException;
import java.nio.ByteBuffer;

/**
 * Reads rows wherever they are, waiting for the disk if need be. Confined to the table's thread.
 */
final class TableReads {
  private final RowStore store;
  private final Tiers tiers;
  private final int rowBytes;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(Long.BYTES);
  private final ByteBuffer block;

  TableReads(ReplayConfig config, RowStore store, Tiers tiers) {
    this.store = store;
    this.tiers = tiers;
    this.rowBytes = config.rowBytes();
    this.block = ByteBuffer.allocateDirect(config.blockBytes());
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
}
