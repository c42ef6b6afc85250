package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.ChangeLayout;
import io.thalweg.replay.index.EntryLayout;
import io.thalweg.replay.index.SlotTable;
import io.thalweg.replay.tier.cold.ColdTier;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads into memory what a snapshot says of the slots of some groups, but for their rows. Confined
 * to one thread.
 */
final class SnapshotLoader {
  private final ReplayConfig config;
  private final GroupRange range;
  private final SlotAddress addresses;
  private final Tiers tiers;
  private final SlotTable slots;
  private final BlockTable blocks;
  private final long[] sequences;
  private long[] opened = new long[16];
  private int toOpen;
  private final byte[] cells;
  final long[] subjects;
  final long[] times;
  final long[] ordinals;

  SnapshotLoader(
      ReplayConfig config, GroupRange range, Tiers tiers, SlotTable slots, BlockTable blocks) {
    this.config = config;
    this.range = range;
    this.addresses = SlotAddress.of(config, range);
    this.tiers = tiers;
    this.slots = slots;
    this.blocks = blocks;
    this.sequences = new long[slots.slots()];
    this.cells = new byte[slots.slots()];
    this.subjects = new long[slots.slots()];
    this.times = new long[slots.slots()];
    this.ordinals = new long[slots.slots()];
  }

  /** Fills slots and blocks: what came later in the order of blocks and changes holds. */
  void load() {
    ByteBuffer value = ByteBuffer.allocateDirect(config.blockRows() * config.entryBytes());
    Arrays.fill(sequences, -1);
    tiers.warm.scanRecords(value, this::takeRecord);
    openBlocks();
    bindSlots();
    tiers.warm.scanRewrites(value, this::takeRewrite);
    if (tiers.cold != null) {
      placeSegments(tiers.cold);
    }
  }

  private void takeRecord(long sequence, ByteBuffer record) {
    if (record.remaining() == ChangeLayout.BYTES) {
      takeChange(record);
      return;
    }
    int bytes = record.remaining();
    if (bytes % config.entryBytes() != 0) {
      throw new IncompatibleSnapshotException(
          "replay snapshot is damaged: record %d has %d bytes, no multiple of %d"
              .formatted(sequence, bytes, config.entryBytes()));
    }
    if (toOpen == opened.length) {
      opened = Arrays.copyOf(opened, 2 * toOpen);
    }
    opened[toOpen++] = sequence;
    for (int at = 0; at < bytes; at += config.entryBytes()) {
      if (range.contains(EntryLayout.group(record, at))) {
        takeEntry(sequence, at / config.entryBytes(), record, at);
      }
    }
  }

  private void takeEntry(long sequence, int cell, ByteBuffer record, int at) {
    int slot = slot(EntryLayout.group(record, at), EntryLayout.slotInGroup(record, at));
    free(slot);
    sequences[slot] = sequence;
    cells[slot] = (byte) cell;
    subjects[slot] = EntryLayout.subject(record, at);
    times[slot] = EntryLayout.timeMillis(record, at);
    ordinals[slot] = EntryLayout.ordinal(record, at);
    slots.take(
        slot,
        EntryLayout.key(record, at),
        subjects[slot],
        times[slot],
        EntryLayout.classLabel(record, at),
        EntryLayout.source(record, at));
    slots.writeColumns(slot, record, at + EntryLayout.ENTRY_BYTES);
  }

  private void takeChange(ByteBuffer change) {
    if (!range.contains(ChangeLayout.group(change))) {
      return;
    }
    int deleted = slot(ChangeLayout.group(change), ChangeLayout.deleted(change));
    int freed = slot(ChangeLayout.group(change), ChangeLayout.freed(change));
    free(deleted);
    if (ChangeLayout.isMoved(change) && sequences[freed] >= 0) {
      slots.move(freed, deleted);
      sequences[deleted] = sequences[freed];
      cells[deleted] = cells[freed];
      subjects[deleted] = subjects[freed];
      times[deleted] = times[freed];
      ordinals[deleted] = ordinals[freed];
      sequences[freed] = -1;
    } else {
      free(freed);
    }
  }

  private void free(int slot) {
    if (sequences[slot] >= 0) {
      slots.free(slot);
      sequences[slot] = -1;
    }
  }

  private int slot(int group, int slotInGroup) {
    if (slotInGroup < 0 || slotInGroup >= config.capacityPerGroup()) {
      throw new IncompatibleSnapshotException(
          "replay snapshot is damaged: group=%d has slot %d of %d"
              .formatted(group, slotInGroup, config.capacityPerGroup()));
    }
    return addresses.slot(group, slotInGroup);
  }

  private void takeRewrite(int group, int slotInGroup, ByteBuffer rewrite) {
    if (!range.contains(group)) {
      return;
    }
    if (rewrite.remaining() != EntryLayout.REWRITE_BYTES + config.columnBytes()) {
      throw new IncompatibleSnapshotException(
          "replay snapshot is damaged: rewrite of group %d, slot %d has %d bytes, expected %d"
              .formatted(
                  group,
                  slotInGroup,
                  rewrite.remaining(),
                  EntryLayout.REWRITE_BYTES + config.columnBytes()));
    }
    int slot = slot(group, slotInGroup);
    slots.rewriteWritten(slot);
    if (slots.isTaken(slot) && slots.key(slot) == rewrite.getLong(EntryLayout.REWRITE_KEY)) {
      slots.classLabel(slot, Short.toUnsignedInt(rewrite.getShort(EntryLayout.REWRITE_CLASS)));
      slots.writeColumns(slot, rewrite, EntryLayout.REWRITE_BYTES);
    }
  }

  /** Also those none of whose rows lives: the order of reads ahead counts them. */
  private void openBlocks() {
    for (int i = 0; i < toOpen; i++) {
      if (blocks.free() == 0) {
        throw new IncompatibleSnapshotException(
            "replay snapshot has more than %d blocks".formatted(blocks.capacity()));
      }
      blocks.open(opened[i]);
    }
  }

  private void bindSlots() {
    for (int slot = 0; slot < sequences.length; slot++) {
      if (sequences[slot] >= 0) {
        int block = blocks.inOrder(blocks.rankOf(sequences[slot]));
        int location = BlockTable.location(block, cells[slot]);
        blocks.bind(location, slot);
        slots.locate(slot, location);
      }
    }
  }

  private void placeSegments(ColdTier cold) {
    for (long segment : cold.segmentIds()) {
      byte[] state = tiers.warm.state(StateKind.SEGMENT, (int) segment);
      if (state == null) {
        throw new IncompatibleSnapshotException(
            "replay snapshot doesn't say what is in cold segment " + segment);
      }
      ByteBuffer held = ByteBuffer.wrap(state);
      for (int number = 0; held.hasRemaining(); number++) {
        int rank = blocks.rankOf(held.getLong());
        if (rank < blocks.used()
            && blocks.sequence(blocks.inOrder(rank))
                == held.getLong(held.position() - Long.BYTES)) {
          blocks.place(blocks.inOrder(rank), Tiers.place(segment, number));
        }
      }
    }
  }
}
