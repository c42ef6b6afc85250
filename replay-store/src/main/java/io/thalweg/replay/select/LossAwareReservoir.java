package io.thalweg.replay.select;

/** See {@link Removers#lossAware}. Not thread-safe. */
final class LossAwareReservoir extends Reservoir {
  LossAwareReservoir(int capacity) {
    super(capacity);
  }

  /** A comparison with NaN is false: the first one drawn gives way. */
  @Override
  int victim(int drawn, SplitMix64 random, SlotView slots) {
    int second = (int) random.nextLong(stored);
    return slots.priority(second) < slots.priority(drawn) ? second : drawn;
  }
}
