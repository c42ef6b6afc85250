package io.thalweg.replay.select;

import java.nio.ByteBuffer;

/**
 * See {@link Removers#classBalanced}. Not thread-safe.
 *
 * <p>Until the group is full every row is kept. From then on a class is called full once it is or
 * has been a largest one (also beside others of its size). A row of a class that isn't full
 * replaces a random row of the largest class (the lowest label of several); a row of a full class
 * replaces a random row of its own class with probability members / seen, as algorithm R would.
 *
 * <p>A class keeps the places of its deleted rows as members; whoever is to replace such a member
 * takes a free slot. A relabelled row counts as if it had come with its new label.
 *
 * <p>State: {@link CountingRemover}'s, then {@link ClassCounts}'.
 */
final class ClassBalancedReservoir extends CountingRemover {
  private final ClassCounts classes = new ClassCounts();

  ClassBalancedReservoir(int capacity) {
    super(capacity);
  }

  @Override
  public int place(int classLabel, SplitMix64 random, SlotView slots) {
    offered++;
    int arriving = classes.entryOf(classLabel);
    classes.addSeen(arriving, 1);
    if (classes.totalMembers() < capacity) {
      classes.addMembers(arriving, 1);
      return append(arriving);
    }
    int giving = arriving;
    long member;
    if (classes.isFull(arriving)) {
      member = random.nextLong(classes.seen(arriving));
      if (member >= classes.members(arriving)) {
        return NO_SLOT;
      }
    } else {
      giving = classes.largest();
      member = random.nextLong(classes.members(giving));
    }
    int slot = -1;
    if (member < classes.stored(giving)) {
      slot = randomSlot(giving, random, slots);
      classes.addStored(giving, -1);
    }
    if (giving != arriving) {
      classes.markFull(giving);
      classes.addMembers(giving, -1);
      classes.addMembers(arriving, 1);
    }
    if (slot < 0) {
      return append(arriving);
    }
    classes.addStored(arriving, 1);
    return slot;
  }

  @Override
  public void removed(int slot, int classLabel, int last) {
    super.removed(slot, classLabel, last);
    classes.addStored(classes.entryOf(classLabel), -1);
  }

  @Override
  public void relabelled(int slot, int oldLabel, int newLabel) {
    if (oldLabel == newLabel) {
      return;
    }
    if (classes.totalMembers() >= capacity) {
      classes.markLargestFull();
    }
    move(classes.entryOf(oldLabel), -1);
    move(classes.entryOf(newLabel), 1);
  }

  @Override
  public void restored(int slot, int classLabel) {
    super.restored(slot, classLabel);
    classes.addStored(classes.entryOf(classLabel), 1);
  }

  @Override
  public int stateBytes() {
    return super.stateBytes() + classes.stateBytes();
  }

  @Override
  public void save(ByteBuffer state) {
    super.save(state);
    classes.save(state);
  }

  @Override
  public void load(ByteBuffer state) {
    super.load(state);
    classes.load(state);
  }

  private int append(int entry) {
    classes.addStored(entry, 1);
    return stored++;
  }

  private void move(int entry, int rows) {
    classes.addSeen(entry, rows);
    classes.addMembers(entry, rows);
    classes.addStored(entry, rows);
  }

  /**
   * Uniform over the stored rows of a class: random slots until one fits, stored / rows of the
   * class tries on average. That is about the number of classes, as only a full or a largest class
   * is asked for, and those are at most 1 smaller than the largest unless rows were deleted or
   * relabelled. After eight times as many (once in 3,000 choices) the class's rows are counted
   * through instead.
   */
  private int randomSlot(int entry, SplitMix64 random, SlotView slots) {
    int label = classes.label(entry);
    int rows = classes.stored(entry);
    long tries = Math.min(stored, 8L * stored / rows);
    for (long i = 0; i < tries; i++) {
      int slot = (int) random.nextLong(stored);
      if (slots.classLabel(slot) == label) {
        return slot;
      }
    }
    long rank = random.nextLong(rows);
    for (int slot = 0; slot < stored; slot++) {
      if (slots.classLabel(slot) == label && rank-- == 0) {
        return slot;
      }
    }
    throw new IllegalStateException(
        "slots hold fewer rows of a class than counted: label=%d, counted=%d"
            .formatted(label, rows));
  }
}
