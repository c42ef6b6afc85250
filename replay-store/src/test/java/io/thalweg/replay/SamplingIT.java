package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uneven groups, some full and some not, 40 % of the slots hot. */
class SamplingIT {
  private static final int BATCHES = 400;
  private static final int BATCH_ROWS = 500;
  private static final int HOT_SLOTS = 20;

  @TempDir Path temp;

  @Test
  void everyStoredRowIsDrawnEquallyOftenWhicheverTierItIsIn() {
    ReplayConfig config = Tables.config(Retention.RESERVOIR);
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp)) {
      Tables.offerStream(table, Tables.ALL, 0, 450);
      Map<Long, Long> rows = Tables.contents(table);
      assertThat(rows.size()).isBetween(300, 449);

      double bound = ChiSquare.bound(rows.size() - 1);
      assertThat(statistic(rows, () -> Tables.draw(table, BATCH_ROWS))).isLessThan(bound);
      assertThat(table.stats().hotHits()).isPositive();
      assertThat(table.stats().warmReads()).isPositive();

      assertThat(statistic(rows, groupsEquallyLikely(rows))).isGreaterThan(bound);
      assertThat(statistic(rows, hotRowsFavouredByATenth(rows))).isGreaterThan(bound);
    }
  }

  private static double statistic(Map<Long, Long> rows, Supplier<List<Long>> draws) {
    Map<Long, Integer> positions = new HashMap<>();
    rows.values().forEach(id -> positions.put(id, positions.size()));
    long[] counts = new long[rows.size()];
    for (int batch = 0; batch < BATCHES; batch++) {
      draws.get().forEach(id -> counts[positions.get(id)]++);
    }
    return ChiSquare.ofUniform(counts);
  }

  /** The classical mistake: a group, then a row of it. */
  private static Supplier<List<Long>> groupsEquallyLikely(Map<Long, Long> rows) {
    List<List<Long>> groups =
        List.copyOf(rows.values().stream().collect(Collectors.groupingBy(id -> id >> 32)).values());
    SplittableRandom random = new SplittableRandom(1);
    return batch(
        () -> {
          List<Long> group = groups.get(random.nextInt(groups.size()));
          return group.get(random.nextInt(group.size()));
        });
  }

  private static Supplier<List<Long>> hotRowsFavouredByATenth(Map<Long, Long> rows) {
    List<Long> weighted = new ArrayList<>();
    rows.forEach(
        (address, id) -> {
          int weight = address.intValue() < HOT_SLOTS ? 11 : 10;
          weighted.addAll(java.util.Collections.nCopies(weight, id));
        });
    SplittableRandom random = new SplittableRandom(2);
    return batch(() -> weighted.get(random.nextInt(weighted.size())));
  }

  private static Supplier<List<Long>> batch(Supplier<Long> draw) {
    return () -> {
      List<Long> ids = new ArrayList<>();
      for (int i = 0; i < BATCH_ROWS; i++) {
        ids.add(draw.get());
      }
      return ids;
    };
  }
}
