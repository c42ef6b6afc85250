package io.thalweg.replay.select;

import java.nio.ByteBuffer;

/**
 * Decides which rows a group keeps: the slot of each offered row. One instance a group. Stored rows
 * lie in slots 0 to {@link #stored()} - 1 without gaps. Not thread-safe.
 *
 * <p>A deletion doesn't change which of the other rows are kept, now or later: under every policy
 * but the window, the place of a deleted row stays reserved for whatever row would have replaced
 * it, so that a row's chance to be kept is what it would be without deletions.
 */
public interface Remover {
  int NO_SLOT = -1;

  /**
   * Counts one more row and returns its slot ({@link #stored()} as it was before the call: a new
   * one; a lower one: the row there gives way), or {@link #NO_SLOT} if it isn't kept.
   */
  int place(int classLabel, SplitMix64 random, SlotView slots);

  /**
   * The row in {@code slot} was deleted and the row of slot {@code last} (the last one) moved
   * there.
   */
  void removed(int slot, int classLabel, int last);

  void relabelled(int slot, int oldLabel, int newLabel);

  /** After {@link #load}: once a stored slot, in the order in which the rows were inserted. */
  void restored(int slot, int classLabel);

  int stored();

  long offered();

  /** How much {@link #save} writes. */
  int stateBytes();

  /** Big-endian; the caller keeps policy, capacity and version beside it. */
  void save(ByteBuffer state);

  /** Into an unused instance of the same policy and capacity. */
  void load(ByteBuffer state);
}
