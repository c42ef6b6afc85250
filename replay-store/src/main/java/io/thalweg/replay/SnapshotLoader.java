package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
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
  private final SlotAddress addresses;
  private final Tiers tiers;
  private final SlotTable slots;
  private final BlockTable blocks;
  private final long[] sequences;
  private final byte[] cells;
  final long[] subjects;
  final long[] times;
  final long[] ordinals;

  SnapshotLoader(
      ReplayConfig config, GroupRange range, Tiers tiers, SlotTable slots, BlockTable blocks) {
    this.config = config;
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

  /** Fills slots and blocks from the entries of groups {@code first} to {@code last}. */
  void load(int first, int last) {
    ByteBuffer value = ByteBuffer.allocateDirect(EntryLayout.ENTRY_BYTES + config.columnBytes());
    Arrays.fill(sequences, -1);
    tiers.warm.scanEntries(first, last, value, this::takeEntry);
    openBlocks();
    bindSlots();
    tiers.warm.scanRewrites(first, last, value, this::takeRewrite);
    if (tiers.cold != null) {
      placeSegments(tiers.cold);
    }
  }

  private void takeEntry(int group, int slotInGroup, ByteBuffer entry) {
    requireLength(group, slotInGroup, entry, EntryLayout.ENTRY_BYTES + config.columnBytes());
    int slot = addresses.slot(group, slotInGroup);
    sequences[slot] = EntryLayout.sequence(entry);
    cells[slot] = (byte) EntryLayout.cell(entry);
    subjects[slot] = EntryLayout.subject(entry);
    times[slot] = EntryLayout.timeMillis(entry);
    ordinals[slot] = EntryLayout.ordinal(entry);
    slots.take(
        slot,
        EntryLayout.key(entry),
        subjects[slot],
        times[slot],
        EntryLayout.classLabel(entry),
        EntryLayout.source(entry));
    slots.writeColumns(slot, entry, EntryLayout.ENTRY_BYTES);
  }

  private void takeRewrite(int group, int slotInGroup, ByteBuffer rewrite) {
    requireLength(group, slotInGroup, rewrite, EntryLayout.REWRITE_BYTES + config.columnBytes());
    int slot = addresses.slot(group, slotInGroup);
    slots.rewriteWritten(slot);
    if (slots.isTaken(slot) && slots.key(slot) == rewrite.getLong(EntryLayout.REWRITE_KEY)) {
      slots.classLabel(slot, Short.toUnsignedInt(rewrite.getShort(EntryLayout.REWRITE_CLASS)));
      slots.writeColumns(slot, rewrite, EntryLayout.REWRITE_BYTES);
    }
  }

  private void requireLength(int group, int slotInGroup, ByteBuffer value, int expected) {
    if (value.remaining() != expected || slotInGroup >= config.capacityPerGroup()) {
      throw new IncompatibleSnapshotException(
          "replay snapshot is damaged: group=%d, slot=%d of %d, bytes=%d, expected=%d"
              .formatted(
                  group, slotInGroup, config.capacityPerGroup(), value.remaining(), expected));
    }
  }

  private void openBlocks() {
    long[] sorted = sequences.clone();
    Arrays.sort(sorted);
    long previous = -1;
    for (long sequence : sorted) {
      if (sequence != previous) {
        if (blocks.free() == 0) {
          throw new IncompatibleSnapshotException(
              "replay snapshot has more than %d blocks".formatted(blocks.capacity()));
        }
        blocks.open(sequence);
        previous = sequence;
      }
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
