package io.thalweg.replay.select;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The classes that a group has seen and their counters, by entry (0, 1, ... in the order in which
 * classes came). Grows with the classes seen, not with the range of labels. Not thread-safe.
 *
 * <p>Stored form: i32 classes, then for each u16 label, u8 full (0, 1), i32 members, i64 rows seen.
 */
final class ClassCounts {
  private static final int ENTRY_BYTES = Short.BYTES + Byte.BYTES + Integer.BYTES + Long.BYTES;
  private static final int FIRST_CAPACITY = 8;

  private int classes;
  private int totalMembers;
  private int[] labels = new int[FIRST_CAPACITY];
  private int[] members = new int[FIRST_CAPACITY];
  private int[] stored = new int[FIRST_CAPACITY];
  private long[] seen = new long[FIRST_CAPACITY];
  private boolean[] full = new boolean[FIRST_CAPACITY];

  /** Open addressing, entry + 1 or 0; never more than half taken. */
  private int[] entries = new int[2 * FIRST_CAPACITY];

  /** Binary heap of entries, largest class first, and each entry's place in it. */
  private int[] heap = new int[FIRST_CAPACITY];

  private int[] heapPlace = new int[FIRST_CAPACITY];

  /** Of a label, added if it is new. */
  int entryOf(int label) {
    int place = placeOf(label);
    return entries[place] != 0 ? entries[place] - 1 : add(label);
  }

  int label(int entry) {
    return labels[entry];
  }

  /** Rows that the class has in the sample, deleted ones included. */
  int members(int entry) {
    return members[entry];
  }

  int totalMembers() {
    return totalMembers;
  }

  int stored(int entry) {
    return stored[entry];
  }

  long seen(int entry) {
    return seen[entry];
  }

  /** The class with most members; the lowest label of several. */
  int largest() {
    return heap[0];
  }

  /** To be asked only when the sample is full. */
  boolean isFull(int entry) {
    return full[entry] || members[entry] == members[heap[0]];
  }

  void markFull(int entry) {
    full[entry] = true;
  }

  void markLargestFull() {
    for (int entry = 0; entry < classes; entry++) {
      full[entry] = isFull(entry);
    }
  }

  void addMembers(int entry, int rows) {
    members[entry] += rows;
    totalMembers += rows;
    if (rows > 0) {
      rise(heapPlace[entry]);
    } else {
      sink(heapPlace[entry]);
    }
  }

  void addStored(int entry, int rows) {
    stored[entry] += rows;
  }

  void addSeen(int entry, int rows) {
    seen[entry] += rows;
  }

  int stateBytes() {
    return Integer.BYTES + classes * ENTRY_BYTES;
  }

  void save(ByteBuffer state) {
    state.putInt(classes);
    for (int entry = 0; entry < classes; entry++) {
      state
          .putShort((short) labels[entry])
          .put((byte) (full[entry] ? 1 : 0))
          .putInt(members[entry])
          .putLong(seen[entry]);
    }
  }

  void load(ByteBuffer state) {
    int count = state.getInt();
    for (int i = 0; i < count; i++) {
      int entry = add(Short.toUnsignedInt(state.getShort()));
      full[entry] = state.get() != 0;
      addMembers(entry, state.getInt());
      seen[entry] = state.getLong();
    }
  }

  private int add(int label) {
    if (classes == labels.length) {
      grow();
    }
    int entry = classes++;
    labels[entry] = label;
    entries[placeOf(label)] = entry + 1;
    heap[entry] = entry;
    heapPlace[entry] = entry;
    rise(entry);
    return entry;
  }

  private void grow() {
    int capacity = 2 * labels.length;
    labels = Arrays.copyOf(labels, capacity);
    members = Arrays.copyOf(members, capacity);
    stored = Arrays.copyOf(stored, capacity);
    seen = Arrays.copyOf(seen, capacity);
    full = Arrays.copyOf(full, capacity);
    heap = Arrays.copyOf(heap, capacity);
    heapPlace = Arrays.copyOf(heapPlace, capacity);
    entries = new int[2 * capacity];
    for (int entry = 0; entry < classes; entry++) {
      entries[placeOf(labels[entry])] = entry + 1;
    }
  }

  /** Where the label's entry is in the hash table, or would go. */
  private int placeOf(int label) {
    int mask = entries.length - 1;
    int place = (int) SplitMix64.mix(label) & mask;
    while (entries[place] != 0 && labels[entries[place] - 1] != label) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void rise(int from) {
    int place = from;
    while (place > 0 && isBefore(heap[place], heap[(place - 1) / 2])) {
      swap(place, (place - 1) / 2);
      place = (place - 1) / 2;
    }
  }

  private void sink(int from) {
    int place = from;
    while (true) {
      int first = place;
      for (int child = 2 * place + 1; child <= 2 * place + 2 && child < classes; child++) {
        first = isBefore(heap[child], heap[first]) ? child : first;
      }
      if (first == place) {
        return;
      }
      swap(place, first);
      place = first;
    }
  }

  private boolean isBefore(int entry, int other) {
    return members[entry] > members[other]
        || (members[entry] == members[other] && labels[entry] < labels[other]);
  }

  private void swap(int place, int other) {
    int entry = heap[place];
    heap[place] = heap[other];
    heap[other] = entry;
    heapPlace[heap[place]] = place;
    heapPlace[heap[other]] = other;
  }
}
