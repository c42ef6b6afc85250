package io.thalweg.replay.select;

/**
 * See {@link Removers#window}. Not thread-safe.
 *
 * <p>A list through the slots, oldest row first, says who gives way; deletions take slots out of
 * its middle.
 */
final class Window extends CountingRemover {
  private static final int NONE = -1;

  private final int[] older;
  private final int[] newer;
  private int oldest = NONE;
  private int newest = NONE;

  Window(int capacity) {
    super(capacity);
    this.older = new int[capacity];
    this.newer = new int[capacity];
  }

  @Override
  public int place(int classLabel, SplitMix64 random, SlotView slots) {
    offered++;
    int slot = oldest;
    if (stored < capacity) {
      slot = stored++;
    } else {
      unlink(slot);
    }
    append(slot);
    return slot;
  }

  @Override
  public void removed(int slot, int classLabel, int last) {
    super.removed(slot, classLabel, last);
    unlink(slot);
    if (slot != last) {
      older[slot] = older[last];
      newer[slot] = newer[last];
      join(older[slot], slot);
      join(slot, newer[slot]);
    }
  }

  @Override
  public void restored(int slot, int classLabel) {
    super.restored(slot, classLabel);
    append(slot);
  }

  private void append(int slot) {
    join(newest, slot);
    join(slot, NONE);
  }

  private void unlink(int slot) {
    join(older[slot], newer[slot]);
  }

  /** Makes the two neighbours; beside {@link #NONE} a slot is the list's end. */
  private void join(int before, int after) {
    if (before == NONE) {
      oldest = after;
    } else {
      newer[before] = after;
    }
    if (after == NONE) {
      newest = before;
    } else {
      older[after] = before;
    }
  }
}
