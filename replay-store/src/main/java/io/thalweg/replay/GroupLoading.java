package io.thalweg.replay;

import io.thalweg.replay.select.Remover;
import io.thalweg.replay.tier.WarmTier;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Groups as a snapshot has them. Immutable. */
record GroupLoading(ReplayConfig config, WarmTier snapshot, Path place) {

  /**
   * A group whose remover knows its stored rows again.
   *
   * @param ordinals by slot of the table that {@code firstSlot} counts in
   */
  Group load(int number, Group.View view, long[] ordinals, int firstSlot) {
    byte[] state = snapshot.state(StateKind.GROUP, number);
    if (state == null) {
      throw new IncompatibleSnapshotException(
          "replay snapshot has no state of group %d though it covers that group: %s"
              .formatted(number, place));
    }
    Group group = Group.load(config, number, state, view);
    Remover remover = group.remover();
    for (int slot : inOrderOfInsertion(view, ordinals, firstSlot)) {
      remover.restored(slot, view.classLabel(slot));
    }
    return group;
  }

  private int[] inOrderOfInsertion(Group.View view, long[] ordinals, int firstSlot) {
    int stored = 0;
    while (stored < config.capacityPerGroup() && view.slots().isTaken(view.firstSlot() + stored)) {
      stored++;
    }
    requireNoGap(view, stored);
    return IntStream.range(0, stored)
        .boxed()
        .sorted(Comparator.comparingLong(slot -> ordinals[firstSlot + slot]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private void requireNoGap(Group.View view, int stored) {
    for (int slot = stored; slot < config.capacityPerGroup(); slot++) {
      if (view.slots().isTaken(view.firstSlot() + slot)) {
        throw new IncompatibleSnapshotException(
            "replay snapshot is damaged: slot %d of a group is taken, slot %d is not: %s"
                .formatted(slot, stored, place));
      }
    }
  }
}
