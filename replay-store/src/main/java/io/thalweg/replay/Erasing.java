package io.thalweg.replay;

import io.thalweg.replay.index.EntryLayout;
import io.thalweg.replay.index.SlotTable;
import java.nio.ByteBuffer;
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

  int eraseSubject(long subject) {
    if (subject == 0) {
      throw new IllegalArgumentException("subject 0 stands for nobody: name another");
    }
    SlotTable slots = core.store.slots;
    SortedSet<Long> blocks = blocksWith(subject);
    int erased = 0;
    for (int slot = 0; slot < slots.slots(); slot++) {
      while (slots.isTaken(slot)
          && slots.mayBelongTo(slot, subject)
          && core.reads.subject(slot) == subject) {
        core.changes.delete(slot);
        erased++;
      }
    }
    if (erased > 0 || !blocks.isEmpty()) {
      core.upkeep.purge(blocks);
    }
    return erased;
  }

  /** Blocks with a row of the subject, also one that was replaced or deleted before. */
  private SortedSet<Long> blocksWith(long subject) {
    SortedSet<Long> blocks = new TreeSet<>();
    int entryBytes = core.config.entryBytes();
    ByteBuffer value = ByteBuffer.allocateDirect(core.config.blockRows() * entryBytes);
    core.tiers.warm.scanRecords(
        value,
        (sequence, record) -> {
          for (int at = 0; at + entryBytes <= record.limit(); at += entryBytes) {
            if (EntryLayout.subject(record, at) == subject) {
              blocks.add(sequence);
            }
          }
        });
    return blocks;
  }
}
