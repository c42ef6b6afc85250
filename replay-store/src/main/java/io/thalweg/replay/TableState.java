package io.thalweg.replay;

import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.tier.rocksdb.RocksDbTier;
import java.nio.file.Path;

/** What a snapshot says of its table as a whole. Immutable. */
record TableState(
    int rowBytes,
    int groups,
    int capacityPerGroup,
    Retention retention,
    GroupRange owned,
    long samplingState) {

  static TableState of(ReplayConfig config, GroupRange owned, long samplingState) {
    return new TableState(
        config.rowBytes(),
        config.groups(),
        config.capacityPerGroup(),
        config.retention(),
        owned,
        samplingState);
  }

  /** The state of a table that has drawn nothing yet. */
  static TableState initial(ReplayConfig config, GroupRange owned) {
    int stream = config.groups() + owned.first();
    return of(config, owned, SplitMix64.stream(config.seed(), stream).state());
  }

  /** What the database at this place says. */
  static TableState load(RocksDbTier warm, Path place) {
    byte[] stored = warm.tableState();
    if (stored == null) {
      throw new IncompatibleSnapshotException("no replay table in snapshot directory: " + place);
    }
    return TableLayout.decode(stored);
  }

  /** Refuses a snapshot whose rows would be misread, or that isn't what its source says. */
  void requireFits(ReplayConfig config, SnapshotSource source) {
    Path place = source.directory();
    requireSame("rowBytes", rowBytes, config.rowBytes(), place);
    requireSame("groups", groups, config.groups(), place);
    requireSame("capacityPerGroup", capacityPerGroup, config.capacityPerGroup(), place);
    requireSame("retention", retention, config.retention(), place);
    requireSame("owned groups", owned, source.covered(), place);
  }

  private static void requireSame(String name, Object stored, Object asked, Path place) {
    if (!stored.equals(asked)) {
      throw new IncompatibleSnapshotException(
          "replay snapshot has %s=%s, asked for is %s: %s; restore with %s or start without it"
              .formatted(name, stored, asked, place, stored));
    }
  }
}
