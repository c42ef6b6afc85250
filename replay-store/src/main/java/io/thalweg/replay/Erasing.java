package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.SlotTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

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
        core.deleteSlot(slot);
        expired++;
      }
    }
    return expired;
  }

  int eraseSubject(long subject) {
    SlotTable slots = core.store.slots;
    Set<Integer> blocks = new LinkedHashSet<>();
    int erased = 0;
    for (int slot = 0; slot < slots.slots(); slot++) {
      while (slots.isTaken(slot)
          && slots.mayBelongTo(slot, subject)
          && core.subject(slot) == subject) {
        if (slots.location(slot) >= 0) {
          blocks.add(BlockTable.block(slots.location(slot)));
        }
        core.deleteSlot(slot);
        erased++;
      }
    }
    if (erased > 0) {
      core.upkeep.purge(new ArrayList<>(blocks));
    }
    return erased;
  }
}
