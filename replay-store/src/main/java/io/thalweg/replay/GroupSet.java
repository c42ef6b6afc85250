package io.thalweg.replay;

import io.thalweg.replay.select.SplitMix64;
import java.util.function.IntFunction;

/** The groups that one table owns. Not thread-safe. */
final class GroupSet {
  private final GroupRange owned;
  private final int capacityPerGroup;
  private final Group[] groups;
  private final GroupCounts counts;
  private final int[] stored;

  /** Asks {@code source} for each group by its number. */
  GroupSet(GroupRange owned, int capacityPerGroup, IntFunction<Group> source) {
    this.owned = owned;
    this.capacityPerGroup = capacityPerGroup;
    this.groups = new Group[owned.size()];
    this.counts = new GroupCounts(owned.size());
    this.stored = new int[owned.size()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = source.apply(owned.first() + i);
      count(owned.first() + i, groups[i].remover().stored());
    }
  }

  Group group(int group) {
    if (!owned.contains(group)) {
      throw new IllegalArgumentException(
          "replay group %d is not owned here: owned=%s".formatted(group, owned));
    }
    return groups[group - owned.first()];
  }

  /** Notes that a group has so many rows more. */
  void count(int group, int rows) {
    counts.add(group - owned.first(), rows);
    stored[group - owned.first()] += rows;
  }

  /** Rows stored. */
  long size() {
    return counts.total();
  }

  long offered() {
    long offered = 0;
    for (Group group : groups) {
      offered += group.remover().offered();
    }
    return offered;
  }

  /**
   * The slot of one of all stored rows, each equally likely: while at least half of the slots are
   * taken, by trying slots until one is.
   */
  int draw(SplitMix64 random) {
    int slots = capacityPerGroup * stored.length;
    if (2 * size() < slots) {
      long place = counts.locate(random.nextLong(size()));
      return (int) (place >>> Integer.SIZE) * capacityPerGroup + (int) place;
    }
    int slot = random.nextInt(slots);
    int group = slot / capacityPerGroup;
    while (slot - group * capacityPerGroup >= stored[group]) {
      slot = random.nextInt(slots);
      group = slot / capacityPerGroup;
    }
    return slot;
  }
}
