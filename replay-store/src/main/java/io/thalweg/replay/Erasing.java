package io.thalweg.replay;

import io.thalweg.replay.index.EntryLayout;
import io.thalweg.replay.index.SlotTable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;

/** Takes rows out by what is known of them. Confined to the table's thread. */
final class Erasing {
  private final TableCore core;

  Erasing(TableCore core) {
    this.core = core;
  }

  int expireBefore(long timeMillis) {
    int before = SlotTable.seconds(timeMillis);
    SlotTable slots = core.store.slots;
    int expired = 0;
    for (int slot = 0; slot < slots.slots(); slot++) {
      while (slots.isTaken(slot) && slots.seconds(slot) < before) {
        core.changes.delete(slot);
        expired++;
      }
    }
    core.keepChangesFew();
    return expired;
  }

  int eraseSubjects(long... subjects) {
    long[] wanted = subjects.clone();
    Arrays.sort(wanted);
    if (Arrays.binarySearch(wanted, 0) >= 0) {
      throw new IllegalArgumentException("subject 0 stands for nobody: name another");
    }
    SlotTable slots = core.store.slots;
    int[] fingerprints = SlotTable.fingerprints(wanted);
    SortedSet<Long> blocks = blocksWith(wanted);
    int erased = 0;
    for (int slot = 0; slot < slots.slots(); slot++) {
      while (slots.isTaken(slot)
          && slots.mayBelongTo(slot, fingerprints)
          && Arrays.binarySearch(wanted, core.reads.subject(slot)) >= 0) {
        core.changes.delete(slot);
        erased++;
      }
    }
    if (erased > 0 || !blocks.isEmpty()) {
      core.upkeep.purge(blocks);
    }
    return erased;
  }

  /** Blocks with a row of one of them, also one that was replaced or deleted before. */
  private SortedSet<Long> blocksWith(long[] wanted) {
    SortedSet<Long> blocks = new TreeSet<>();
    int entryBytes = core.config.entryBytes();
    ByteBuffer value = ByteBuffer.allocateDirect(core.config.blockRows() * entryBytes);
    core.tiers.warm.scanRecords(
        value,
        (sequence, record) -> {
          for (int at = 0; at + entryBytes <= record.limit(); at += entryBytes) {
            if (Arrays.binarySearch(wanted, EntryLayout.subject(record, at)) >= 0) {
              blocks.add(sequence);
            }
          }
        });
    return blocks;
  }
}
