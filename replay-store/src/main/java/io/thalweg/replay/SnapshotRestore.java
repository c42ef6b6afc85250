package io.thalweg.replay;

import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.tier.rocksdb.RocksDbTier;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Brings snapshots into the directory of a new table. Immutable.
 *
 * <p>One snapshot of just the owned groups is linked in as it is. Otherwise (after a rescale) the
 * owned groups are copied, group by group, into a new database, whose file names have nothing to do
 * with those of the snapshots.
 */
final class SnapshotRestore {
  private final ReplayConfig config;
  private final GroupRange owned;

  SnapshotRestore(ReplayConfig config, GroupRange owned) {
    this.config = config;
    this.owned = owned;
  }

  /** The caller closes the result. */
  RocksDbTier openRestored(Path directory, List<SnapshotSource> sources) {
    if (sources.size() == 1 && sources.get(0).covered().equals(owned)) {
      return openLinked(directory, sources.get(0));
    }
    requireEveryGroupOnce(sources);
    return openCopied(directory, sources);
  }

  private RocksDbTier openLinked(Path directory, SnapshotSource source) {
    RocksDbTier warm =
        RocksDbTier.openLinked(
            source.directory(), directory, config.rowBytes(), config.warmMemoryBytes());
    return CloseOnFailure.run(
        warm,
        () -> {
          TableState.load(warm, source.directory()).requireFits(config, source);
          return warm;
        });
  }

  private RocksDbTier openCopied(Path directory, List<SnapshotSource> sources) {
    RocksDbTier warm = RocksDbTier.create(directory, config.rowBytes(), config.warmMemoryBytes());
    return CloseOnFailure.run(
        warm,
        () -> {
          long sampling = TableState.initial(config, owned).samplingState();
          for (SnapshotSource source : inGroupOrder(sources)) {
            sampling = SplitMix64.mix(sampling ^ copy(source, warm));
          }
          warm.writeTableState(TableLayout.encode(TableState.of(config, owned, sampling)));
          return warm;
        });
  }

  private List<SnapshotSource> inGroupOrder(List<SnapshotSource> sources) {
    return sources.stream()
        .filter(source -> overlaps(source.covered()))
        .sorted(Comparator.comparingInt(source -> source.covered().first()))
        .toList();
  }

  private boolean overlaps(GroupRange range) {
    return range.first() <= owned.last() && owned.first() <= range.last();
  }

  /** Returns the state of the source's sampling generator. */
  private long copy(SnapshotSource source, RocksDbTier target) {
    try (RocksDbTier snapshot =
        RocksDbTier.openSnapshot(source.directory(), config.rowBytes(), config.warmMemoryBytes())) {
      TableState state = TableState.load(snapshot, source.directory());
      state.requireFits(config, source);
      int last = Math.min(owned.last(), source.covered().last());
      for (int group = Math.max(owned.first(), source.covered().first()); group <= last; group++) {
        copyGroup(group, source, snapshot, target);
      }
      return state.samplingState();
    }
  }

  private void copyGroup(
      int number, SnapshotSource source, RocksDbTier snapshot, RocksDbTier target) {
    Group group = GroupSet.load(config, number, snapshot);
    int rows = snapshot.scan(number, config.capacityPerGroup(), target::write);
    if (rows != group.stored()) {
      throw new IncompatibleSnapshotException(
          "replay snapshot is damaged: group=%d, rows=%d, expected=%d, directory=%s"
              .formatted(number, rows, group.stored(), source.directory()));
    }
    target.writeGroupState(number, GroupLayout.encode(group));
  }

  private void requireEveryGroupOnce(List<SnapshotSource> sources) {
    for (int group = owned.first(); group <= owned.last(); group++) {
      int number = group;
      List<SnapshotSource> covering =
          sources.stream().filter(source -> source.covered().contains(number)).toList();
      if (covering.size() != 1) {
        throw new IncompatibleSnapshotException(
            "replay group %d is covered by %d snapshots, not by one: owned=%s, %s"
                .formatted(group, covering.size(), owned, covering.isEmpty() ? sources : covering));
      }
    }
  }
}
