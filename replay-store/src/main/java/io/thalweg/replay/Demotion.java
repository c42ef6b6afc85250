package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.tier.cold.ColdTier;
import io.thalweg.replay.tier.cold.SegmentBlocks;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Moves files of the warm tier into the cold one, and keeps that within its bound. Confined to the
 * table's thread.
 */
final class Demotion {
  private final BlockTable blocks;
  private final Tiers tiers;
  private final Cleaning cleaning;
  private final Shares shares;
  private final IntConsumer deletion;
  private final long coldDiskBytes;
  private final int blockBytes;
  private long nextSegment;

  /**
   * @param deletion takes the row of a slot out of the table, as the bound demands
   */
  Demotion(
      ReplayConfig config,
      BlockTable blocks,
      Tiers tiers,
      Cleaning cleaning,
      Shares shares,
      IntConsumer deletion,
      long coldDiskBytes,
      long nextSegment) {
    this.blocks = blocks;
    this.tiers = tiers;
    this.cleaning = cleaning;
    this.shares = shares;
    this.deletion = deletion;
    this.coldDiskBytes = coldDiskBytes;
    this.blockBytes = config.blockBytes();
    this.nextSegment = nextSegment;
  }

  long nextSegment() {
    return nextSegment;
  }

  void keepWithinBound() {
    if (tiers.cold != null) {
      dropDeadSegments(tiers.cold);
    }
    while (tiers.cold != null && tiers.coldDiskBytes() > coldDiskBytes) {
      dropOldestSegment(tiers.cold);
    }
  }

  /** Blocks without living rows are left behind. */
  void demote(Shares.Share share, ColdTier cold) {
    List<Integer> handles = new ArrayList<>(shares.warmBlocks(share.file()));
    handles.removeIf(handle -> blocks.live(handle) == 0);
    for (int from = 0; from < handles.size(); from += ColdTier.MAX_BLOCKS) {
      addSegment(handles.subList(from, Math.min(handles.size(), from + ColdTier.MAX_BLOCKS)), cold);
    }
    cleaning.drop(share.file());
  }

  private void dropDeadSegments(ColdTier cold) {
    for (long segment : cold.segmentIds()) {
      if (shares.blocksOf(segment).stream().allMatch(handle -> blocks.live(handle) == 0)) {
        cleaning.dropSegment(segment, cold);
      }
    }
  }

  private void addSegment(List<Integer> handles, ColdTier cold) {
    dropDeadSegments(cold);
    while (cold.diskBytes() + ReplayConfig.segmentBytes(handles.size(), blockBytes) > coldDiskBytes
        && !cold.segmentIds().isEmpty()) {
      dropOldestSegment(cold);
    }
    long segment = nextSegment++;
    ByteBuffer held = ByteBuffer.allocate(handles.size() * Long.BYTES);
    handles.forEach(handle -> held.putLong(blocks.sequence(handle)));
    // Before the segment: one that no state tells of could not be restored.
    tiers.warm.writeState(StateKind.SEGMENT, Math.toIntExact(segment), held.array());
    cold.add(
        segment,
        new SegmentBlocks() {
          @Override
          public int count() {
            return handles.size();
          }

          @Override
          public int rows(int number) {
            return blocks.rows(handles.get(number));
          }

          @Override
          public ByteBuffer bytes(int number) {
            return cleaning.read(handles.get(number));
          }
        });
    for (int number = 0; number < handles.size(); number++) {
      blocks.place(handles.get(number), Tiers.place(segment, number));
    }
  }

  /** The bound of the cold tier ends the life of the rows that lie in its oldest segment. */
  private void dropOldestSegment(ColdTier cold) {
    long oldest = cold.segmentIds().get(0);
    for (int handle : shares.blocksOf(oldest)) {
      for (int cell = 0; cell < blocks.rows(handle); cell++) {
        int slot = blocks.slot(BlockTable.location(handle, cell));
        if (slot != BlockTable.DEAD) {
          deletion.accept(slot);
        }
      }
    }
    cleaning.dropSegment(oldest, cold);
  }
}
