package io.thalweg.replay;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What a table must hold, worked out with the JDK's generator and a map: address to row id. */
final class ReplayOracle {
  private final int capacityPerGroup;
  private final Retention retention;
  private final SplittableRandom[] randoms;
  private final long[] offered;
  private final Map<Long, Long> rows = new TreeMap<>();

  ReplayOracle(ReplayConfig config) {
    this.capacityPerGroup = config.capacityPerGroup();
    this.retention = config.retention();
    this.offered = new long[config.groups()];
    this.randoms = new SplittableRandom[config.groups()];
    SplittableRandom seeds = new SplittableRandom(config.seed());
    for (int group = 0; group < randoms.length; group++) {
      randoms[group] = new SplittableRandom(seeds.nextLong());
    }
  }

  void offer(int group, long id) {
    long before = offered[group]++;
    long slot = before % capacityPerGroup;
    if (retention == Retention.RESERVOIR && before >= capacityPerGroup) {
      slot = randoms[group].nextLong(before + 1);
    }
    if (slot < capacityPerGroup) {
      rows.put((long) group << 32 | slot, id);
    }
  }

  Map<Long, Long> rows() {
    return new TreeMap<>(rows);
  }
}
