package io.thalweg.replay;

import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.tier.rocksdb.RocksDbTier;
import java.util.function.IntFunction;

/** The groups that one table owns. Not thread-safe. */
final class GroupSet {
  private final GroupRange owned;
  private final Group[] groups;
  private final GroupCounts counts;

  private GroupSet(GroupRange owned, IntFunction<Group> source) {
    this.owned = owned;
    this.groups = new Group[owned.size()];
    this.counts = new GroupCounts(owned.size());
    for (int i = 0; i < groups.length; i++) {
      groups[i] = source.apply(owned.first() + i);
      counts.add(i, groups[i].stored());
    }
  }

  static GroupSet empty(ReplayConfig config, GroupRange owned) {
    return new GroupSet(
        owned,
        group ->
            new Group(
                config.retention(),
                config.capacityPerGroup(),
                0,
                SplitMix64.stream(config.seed(), group)));
  }

  static GroupSet load(ReplayConfig config, GroupRange owned, RocksDbTier warm) {
    return new GroupSet(owned, group -> load(config, group, warm));
  }

  static Group load(ReplayConfig config, int group, RocksDbTier warm) {
    byte[] state = warm.groupState(group);
    if (state == null) {
      throw new IncompatibleSnapshotException(
          "replay snapshot has no state of group " + group + " though it covers that group");
    }
    return GroupLayout.decode(state, config.retention(), config.capacityPerGroup());
  }

  void save(RocksDbTier warm) {
    for (int i = 0; i < groups.length; i++) {
      warm.writeGroupState(owned.first() + i, GroupLayout.encode(groups[i]));
    }
  }

  Group group(int group) {
    if (!owned.contains(group)) {
      throw new IllegalArgumentException(
          "replay group %d is not owned here: owned=%s".formatted(group, owned));
    }
    return groups[group - owned.first()];
  }

  /** Notes that a free slot of this group was taken. */
  void slotTaken(int group) {
    counts.add(group - owned.first(), 1);
  }

  /** Rows stored. */
  long size() {
    return counts.total();
  }

  long offered() {
    long offered = 0;
    for (Group group : groups) {
      offered += group.offered();
    }
    return offered;
  }

  /** Rows stored in slots below a limit. */
  long sizeBelow(int slotLimit) {
    long rows = 0;
    for (Group group : groups) {
      rows += Math.min(group.stored(), slotLimit);
    }
    return rows;
  }

  /** One of all stored rows, each equally likely: group in the upper, slot in the lower 32 bits. */
  long draw(SplitMix64 random) {
    return counts.locate(random.nextLong(size())) + ((long) owned.first() << Integer.SIZE);
  }
}
