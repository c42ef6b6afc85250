package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.tier.rocksdb.NativeHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetentionIT {
  private static final int PER_GROUP = Tables.CAPACITY / Tables.GROUPS;

  @TempDir Path temp;

  @AfterEach
  void everyNativeHandleIsClosed() {
    assertThat(NativeHandles.open()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Retention.class,
      names = {"RESERVOIR", "WINDOW"})
  void holdsWhatAModelOfTheJdksGeneratorHolds(Retention retention) {
    ReplayConfig config = Tables.config(retention, Selection.UNIFORM, Tables.Mode.COLD);
    Oracle oracle = new Oracle(config);
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp.resolve("t"))) {
      for (int from = 0; from < 12_000; from += 3_000) {
        Tables.offerAll(table, Tables.ALL, from, from + 3_000);
        for (int number = from; number < from + 3_000; number++) {
          oracle.offer(Tables.group(number), Tables.key(number));
        }
        assertThat(Tables.contents(table).keySet()).isEqualTo(oracle.keys());
        assertThat(table.stats().offered()).isEqualTo(from + 3_000);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Retention.class)
  void aGroupHoldsTheSameInOneInstanceAndInTwo(Retention retention) {
    ReplayConfig config = Tables.config(retention, Selection.UNIFORM, Tables.Mode.ALL_HOT);
    GroupRange low = new GroupRange(0, 4);
    GroupRange high = new GroupRange(5, Tables.GROUPS - 1);
    try (ReplayTable whole = ReplayTable.open(config, Tables.ALL, temp.resolve("whole"));
        ReplayTable first = ReplayTable.open(config, low, temp.resolve("low"));
        ReplayTable second = ReplayTable.open(config, high, temp.resolve("high"))) {
      for (int from = 0; from < 6_000; from += 2_000) {
        Tables.offerAll(whole, Tables.ALL, from, from + 2_000);
        Tables.offerAll(second, high, from, from + 2_000);
        Tables.offerAll(first, low, from, from + 2_000);
        for (ReplayTable table : List.of(whole, first, second)) {
          Tables.change(table, from, from + 500);
        }
      }
      Map<Long, List<Integer>> both = Tables.contents(first);
      both.putAll(Tables.contents(second));
      assertThat(both).isEqualTo(Tables.contents(whole));
    }
  }

  /** Algorithm R and a window, with a list and the JDK's generator for each group. */
  private static final class Oracle {
    private final Retention retention;
    private final Map<Integer, List<Long>> slots = new HashMap<>();
    private final SplittableRandom[] randoms = new SplittableRandom[Tables.GROUPS];
    private final long[] offered = new long[Tables.GROUPS];

    Oracle(ReplayConfig config) {
      this.retention = config.retention();
      SplittableRandom seeds = new SplittableRandom(config.seed());
      for (int group = 0; group < Tables.GROUPS; group++) {
        randoms[group] = new SplittableRandom(seeds.nextLong());
        slots.put(group, new ArrayList<>());
      }
    }

    void offer(int group, long key) {
      List<Long> rows = slots.get(group);
      long before = offered[group]++;
      if (before < PER_GROUP) {
        rows.add(key);
      } else if (retention == Retention.WINDOW) {
        rows.remove(0);
        rows.add(key);
      } else {
        long slot = randoms[group].nextLong(before + 1);
        if (slot < PER_GROUP) {
          rows.set((int) slot, key);
        }
      }
    }

    Set<Long> keys() {
      Set<Long> keys = new HashSet<>();
      slots.values().forEach(keys::addAll);
      return keys;
    }
  }
}
