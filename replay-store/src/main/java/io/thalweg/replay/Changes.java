package io.thalweg.replay;

import io.thalweg.replay.index.ChangeLayout;
import io.thalweg.replay.index.EntryLayout;
import io.thalweg.replay.select.Remover;
import io.thalweg.replay.select.Weights;
import io.thalweg.replay.tier.WarmTier;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites and deletions of stored rows. Each is written first; memory follows only then. Confined
 * to the table's thread.
 */
final class Changes {
  private final SlotAddress addresses;
  private final WarmTier warm;
  private final RowStore store;
  private final GroupSet groups;
  private final Losses losses;
  private final @Nullable Weights weights;
  private final Sealing sealing;
  private final ByteBuffer rewrite;
  private final ByteBuffer change = ByteBuffer.allocateDirect(ChangeLayout.BYTES);

  Changes(
      ReplayConfig config,
      SlotAddress addresses,
      WarmTier warm,
      RowStore store,
      GroupSet groups,
      Losses losses,
      @Nullable Weights weights,
      Sealing sealing) {
    this.addresses = addresses;
    this.warm = warm;
    this.store = store;
    this.groups = groups;
    this.losses = losses;
    this.weights = weights;
    this.sealing = sealing;
    this.rewrite = ByteBuffer.allocateDirect(EntryLayout.REWRITE_BYTES + config.columnBytes());
  }

  /** Gives a row another class and other columns, the remaining bytes. */
  void rewrite(int slot, int classLabel, ByteBuffer columns) {
    if (store.slots.location(slot) >= 0) {
      rewrite
          .clear()
          .put(EntryLayout.REWRITE_BYTES, columns, columns.position(), columns.remaining());
      putRewrite(slot, slot, classLabel);
      warm.commit();
      store.slots.rewriteWritten(slot);
    }
    Remover remover = groups.group(addresses.group(slot)).remover();
    remover.relabelled(addresses.slotInGroup(slot), store.slots.classLabel(slot), classLabel);
    store.relabel(slot, classLabel);
    store.slots.writeColumns(slot, columns, columns.position());
  }

  /** Of the row in {@code slot}, under another slot number; the columns are in place. */
  private void putRewrite(int slot, int number, int classLabel) {
    rewrite.putLong(EntryLayout.REWRITE_KEY, store.slots.key(slot));
    rewrite.putShort(EntryLayout.REWRITE_CLASS, (short) classLabel);
    warm.putRewrite(addresses.group(number), addresses.slotInGroup(number), rewrite);
  }

  /** Takes the row of a slot out; the last row of its group gets the slot's number. */
  void delete(int slot) {
    int group = addresses.group(slot);
    Remover remover = groups.group(group).remover();
    int last = addresses.slot(group, remover.stored() - 1);
    boolean moved = last != slot && store.slots.location(last) >= 0;
    writeChange(group, slot, last, moved);
    remover.removed(
        addresses.slotInGroup(slot), store.slots.classLabel(slot), addresses.slotInGroup(last));
    store.remove(slot);
    if (weights != null) {
      weights.removed(slot);
    }
    losses.set(slot, Double.NaN);
    groups.count(group, -1);
    if (last != slot) {
      renumber(last, slot);
    }
    store.slots.rewriteDeleted(last);
    store.slots.rewriteDeleted(slot);
    if (moved) {
      store.slots.rewriteWritten(slot);
    }
  }

  private void renumber(int from, int to) {
    store.move(from, to);
    losses.move(from, to);
    if (weights != null) {
      weights.moved(from, to);
    }
  }

  private void writeChange(int group, int deleted, int freed, boolean moved) {
    int to = addresses.slotInGroup(deleted);
    int from = addresses.slotInGroup(freed);
    change.clear().limit(ChangeLayout.BYTES);
    ChangeLayout.encode(change, group, to, from, moved);
    warm.putRecord(sealing.takeSequence(), change);
    forgetRewrite(freed);
    if (deleted != freed) {
      forgetRewrite(deleted);
      if (moved) {
        // Its own rewrite was that of the freed slot.
        rewrite.clear();
        store.slots.readColumns(freed, rewrite, EntryLayout.REWRITE_BYTES);
        putRewrite(freed, deleted, store.slots.classLabel(freed));
      }
    }
    warm.commit();
  }

  private void forgetRewrite(int slot) {
    if (store.slots.hasRewrite(slot)) {
      warm.deleteRewrite(addresses.group(slot), addresses.slotInGroup(slot));
    }
  }
}
