package io.thalweg.replay.select;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A group's rows in their slots, kept as a remover says: what a table does, without any tier. */
final class GroupModel implements SlotView {
  record Row(long number, int classLabel, double priority) {}

  final List<Row> slots = new ArrayList<>();
  final SplitMix64 random;
  Remover remover;

  GroupModel(Remover remover, SplitMix64 random) {
    this.remover = remover;
    this.random = random;
  }

  @Override
  public int classLabel(int slot) {
    return slots.get(slot).classLabel();
  }

  @Override
  public double priority(int slot) {
    return slots.get(slot).priority();
  }

  int offer(long number, int classLabel, double priority) {
    int slot = remover.place(classLabel, random, this);
    Row row = new Row(number, classLabel, priority);
    if (slot == slots.size()) {
      slots.add(row);
    } else if (slot != Remover.NO_SLOT) {
      slots.set(slot, row);
    }
    requireDense();
    return slot;
  }

  void delete(long number) {
    for (int slot = 0; slot < slots.size(); slot++) {
      if (slots.get(slot).number() == number) {
        int last = slots.size() - 1;
        int label = classLabel(slot);
        slots.set(slot, slots.get(last));
        slots.remove(last);
        remover.removed(slot, label, last);
        requireDense();
        return;
      }
    }
  }

  void relabel(int slot, int label) {
    Row row = slots.get(slot);
    slots.set(slot, new Row(row.number(), label, row.priority()));
    remover.relabelled(slot, row.classLabel(), label);
  }

  /** The same rows and choices under a fresh remover that was given this one's state. */
  GroupModel restored(Remover fresh) {
    ByteBuffer state = ByteBuffer.allocate(remover.stateBytes());
    remover.save(state);
    if (state.hasRemaining()) {
      throw new AssertionError("state shorter than announced: " + state);
    }
    fresh.load(state.flip());
    GroupModel copy = new GroupModel(fresh, new SplitMix64(random.state()));
    copy.slots.addAll(slots);
    List<Integer> bySeniority = new ArrayList<>();
    for (int slot = 0; slot < slots.size(); slot++) {
      bySeniority.add(slot);
    }
    bySeniority.sort(Comparator.comparingLong(slot -> slots.get(slot).number()));
    for (int slot : bySeniority) {
      fresh.restored(slot, classLabel(slot));
    }
    return copy;
  }

  private void requireDense() {
    if (remover.stored() != slots.size()) {
      throw new AssertionError("stored=%d, slots=%d".formatted(remover.stored(), slots.size()));
    }
  }
}
