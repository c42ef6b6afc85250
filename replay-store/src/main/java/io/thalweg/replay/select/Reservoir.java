package io.thalweg.replay.select;

/**
 * See {@link Removers#reservoir}. Not thread-safe.
 *
 * <p>Of the {@code capacity} places of algorithm R those from {@link #stored} on belong to deleted
 * rows: a row that is drawn into one of them replaces nothing.
 */
class Reservoir extends CountingRemover {
  Reservoir(int capacity) {
    super(capacity);
  }

  @Override
  public final int place(int classLabel, SplitMix64 random, SlotView slots) {
    long before = offered++;
    if (before < capacity) {
      return stored++;
    }
    long place = random.nextLong(before + 1);
    if (place >= capacity) {
      return NO_SLOT;
    }
    return place < stored ? victim((int) place, random, slots) : stored++;
  }

  /** {@code drawn} is uniform over the stored slots. */
  int victim(int drawn, SplitMix64 random, SlotView slots) {
    return drawn;
  }
}
