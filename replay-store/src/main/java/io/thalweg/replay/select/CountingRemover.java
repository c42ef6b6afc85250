package io.thalweg.replay.select;

import java.nio.ByteBuffer;

/** The counters that every policy has. State: i64 rows offered. Not thread-safe. */
abstract class CountingRemover implements Remover {
  final int capacity;
  int stored;
  long offered;

  CountingRemover(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a group needs at least 1 slot: capacity=" + capacity);
    }
    this.capacity = capacity;
  }

  @Override
  public void removed(int slot, int classLabel, int last) {
    if (last != stored - 1 || slot < 0 || slot > last) {
      throw new IllegalArgumentException(
          "the last slot fills the hole: slot=%d, last=%d, stored=%d"
              .formatted(slot, last, stored));
    }
    stored--;
  }

  @Override
  public void relabelled(int slot, int oldLabel, int newLabel) {}

  @Override
  public void restored(int slot, int classLabel) {
    stored++;
  }

  @Override
  public int stored() {
    return stored;
  }

  @Override
  public long offered() {
    return offered;
  }

  @Override
  public int stateBytes() {
    return Long.BYTES;
  }

  @Override
  public void save(ByteBuffer state) {
    state.putLong(offered);
  }

  @Override
  public void load(ByteBuffer state) {
    offered = state.getLong();
  }
}
