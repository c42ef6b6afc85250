package io.thalweg.replay;

import io.thalweg.replay.index.SlotTable;
import io.thalweg.replay.select.Remover;
import io.thalweg.replay.select.Removers;
import io.thalweg.replay.select.SlotView;
import io.thalweg.replay.select.SplitMix64;
import java.nio.ByteBuffer;

/**
 * What decides which rows one group keeps: its remover and its random generator. Not thread-safe.
 *
 * <p>Nothing here depends on other groups, so what a group stores doesn't depend on how groups are
 * spread over instances. Stored: u8 version, i64 state of the generator, the remover's state.
 */
final class Group {
  private static final byte VERSION = 2;
  private static final int REMOVER_OFFSET = 1 + Long.BYTES;

  private final Remover remover;
  private final SplitMix64 random;
  private final SlotView view;

  private Group(Remover remover, SplitMix64 random, SlotView view) {
    this.remover = remover;
    this.random = random;
    this.view = view;
  }

  static Group empty(ReplayConfig config, int number, SlotView view) {
    return new Group(remover(config), SplitMix64.stream(config.seed(), number), view);
  }

  /** Goes on from {@link #save}; {@link #remover} is then told of the stored rows. */
  static Group load(ReplayConfig config, int number, byte[] state, SlotView view) {
    if (state[0] != VERSION) {
      throw new IncompatibleSnapshotException(
          "replay snapshot: state of group %d has version %d, this release reads %d"
              .formatted(number, state[0], VERSION));
    }
    ByteBuffer bytes = ByteBuffer.wrap(state).position(1);
    SplitMix64 random = new SplitMix64(bytes.getLong());
    Remover remover = remover(config);
    remover.load(bytes);
    return new Group(remover, random, view);
  }

  private static Remover remover(ReplayConfig config) {
    int capacity = config.capacityPerGroup();
    return switch (config.retention()) {
      case RESERVOIR -> Removers.reservoir(capacity);
      case WINDOW -> Removers.window(capacity);
      case CLASS_BALANCED -> Removers.classBalanced(capacity);
      case LOSS_AWARE -> Removers.lossAware(capacity);
    };
  }

  /** Counts one more row and returns its slot in the group, or {@link Remover#NO_SLOT}. */
  int place(int classLabel) {
    return remover.place(classLabel, random, view);
  }

  Remover remover() {
    return remover;
  }

  byte[] save() {
    ByteBuffer bytes = ByteBuffer.allocate(REMOVER_OFFSET + remover.stateBytes());
    bytes.put(VERSION).putLong(random.state());
    remover.save(bytes);
    return bytes.array();
  }

  /** What a remover may ask of the slots of one group. */
  record View(SlotTable slots, Losses losses, int firstSlot) implements SlotView {
    @Override
    public int classLabel(int slot) {
      return slots.classLabel(firstSlot + slot);
    }

    @Override
    public double priority(int slot) {
      return losses.loss(firstSlot + slot);
    }
  }
}
