package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.replay.checkpoint.DamagedSnapshotException;
import io.thalweg.replay.tier.rocksdb.NativeHandles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RescaleIT {
  private static final ReplayConfig CONFIG =
      Tables.config(Retention.RESERVOIR, Selection.UNIFORM, Tables.Mode.ALL_HOT);
  private static final int STEP = 2_500;

  @TempDir(factory = MemoryDirectories.class)
  Path temp;

  @AfterEach
  void everyNativeHandleIsClosed() {
    assertThat(NativeHandles.open()).isZero();
  }

  /** A table that was never rescaled says what the others must hold, rows, columns and metas. */
  @ParameterizedTest
  @EnumSource(Retention.class)
  void oneToTwoToThreeToOneKeepsWhatATableHoldsThatStays(Retention retention) {
    ReplayConfig config = Tables.config(retention, Tables.SELECTIONS.get(1), Tables.Mode.ALL_HOT);
    List<SnapshotSource> sources = new ArrayList<>();
    int number = 0;
    try (ReplayTable stays = ReplayTable.open(config, Tables.ALL, temp.resolve("stays"))) {
      for (int instances : new int[] {1, 2, 3, 1}) {
        Tables.offerAll(stays, Tables.ALL, number, number + STEP);
        Tables.change(stays, number, number + STEP);
        List<SnapshotSource> snapshots = new ArrayList<>();
        Map<Long, List<Integer>> found = new HashMap<>();
        Map<Integer, Integer> classes = new HashMap<>();
        for (GroupRange owned : Tables.split(instances)) {
          Path directory = temp.resolve(number + "-" + owned);
          try (ReplayTable table =
              sources.isEmpty()
                  ? ReplayTable.open(config, owned, directory)
                  : ReplayTable.restore(config, owned, directory, sources)) {
            Tables.offerAll(table, owned, number, number + STEP);
            Tables.change(table, number, number + STEP);
            found.putAll(Tables.contents(table));
            table.composition(0).byClass().forEach((c, n) -> classes.merge(c, n, Integer::sum));
            snapshots.add(Tables.snapshot(table, owned, temp.resolve("s-" + number + owned)));
            if (instances == 1 && number > 0) {
              // Subjects came along.
              assertThat(table.eraseSubjects(12)).isEqualTo(stays.eraseSubjects(12)).isPositive();
              assertThat(table.expireBefore(1_400_000L)).isEqualTo(stays.expireBefore(1_400_000L));
              assertThat(Tables.contents(table)).isEqualTo(Tables.contents(stays));
            }
          }
        }
        if (number < 3 * STEP) {
          assertThat(found).isEqualTo(Tables.contents(stays));
          assertThat(classes).isEqualTo(stays.composition(0).byClass());
        }
        sources = snapshots;
        number += STEP;
      }
    }
  }

  @Test
  void weightsComeAlongAndSoDoesTheLargestPriority() {
    ReplayConfig config =
        Tables.config(Retention.WINDOW, Tables.SELECTIONS.get(1), Tables.Mode.ALL_HOT);
    List<SnapshotSource> sources;
    Map<Integer, Double> weights;
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp.resolve("t"));
        ReplayBatch batch = ReplayBatch.allocate(config, 64)) {
      Tables.offerAll(table, Tables.ALL, 0, 300);
      for (int i = 0; i < 60; i++) {
        table.sample(64, batch);
        float[] losses = new float[64];
        for (int row = 0; row < 64; row++) {
          losses[row] =
              TestRows.checkedId(batch.rows(), row * Tables.ROW_BYTES, Tables.ROW_BYTES) % 40;
        }
        table.updatePriorities(batch, losses);
      }
      weights = relativeWeights(table, config);
      sources = List.of(Tables.snapshot(table, Tables.ALL, temp.resolve("s")));
    }
    GroupRange most = new GroupRange(0, Tables.GROUPS - 2);
    try (ReplayTable table = ReplayTable.restore(config, most, temp.resolve("most"), sources)) {
      Map<Integer, Double> restored = relativeWeights(table, config);
      restored.keySet().retainAll(weights.keySet());
      assertThat(restored.size()).isGreaterThan(200);
      restored.forEach(
          (number, weight) ->
              assertThat(weight).isCloseTo(weights.get(number), within(weight * 1e-9)));
      int fresh = 1_000;
      while (Tables.group(fresh) == Tables.GROUPS - 1) {
        fresh++;
      }
      Tables.offer(table, fresh);
      double largest = relativeWeights(table, config).get(fresh);
      assertThat(largest).isCloseTo(Math.pow(39.01, 0.6), within(1e-6));
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.api.Assertions.within(offset);
  }

  /** Weights by row, scaled such that the row 20, of loss 20, has the weight of that loss. */
  private static Map<Integer, Double> relativeWeights(ReplayTable table, ReplayConfig config) {
    Map<Integer, Double> found = new HashMap<>();
    try (ReplayBatch batch = ReplayBatch.allocate(config, 64)) {
      for (int i = 0; i < 200; i++) {
        table.sample(64, batch);
        for (int row = 0; row < 64; row++) {
          int number =
              (int) TestRows.checkedId(batch.rows(), row * Tables.ROW_BYTES, Tables.ROW_BYTES);
          found.put(number, batch.probability(row));
        }
      }
    }
    int anchor = 20;
    while (!found.containsKey(anchor)) {
      anchor += 40;
    }
    double scale = Math.pow(20.01, 0.6) / found.get(anchor);
    found.replaceAll((number, probability) -> probability * scale);
    return found;
  }

  @Test
  void anotherSelectionBeginsWithWeightsOfItsOwn() {
    List<ReplayConfig> configs =
        Tables.SELECTIONS.stream()
            .map(s -> Tables.config(Retention.LOSS_AWARE, s, Tables.Mode.POOL))
            .toList();
    for (ReplayConfig from : configs) {
      SnapshotSource source;
      String name = from.selection().getClass().getSimpleName();
      try (ReplayTable table = ReplayTable.open(from, Tables.ALL, temp.resolve(name))) {
        Tables.offerAll(table, Tables.ALL, 0, 3_000);
        Tables.draw(table, from, 3);
        source = Tables.snapshot(table, Tables.ALL, temp.resolve(name + "-s"));
      }
      for (ReplayConfig to : configs) {
        for (GroupRange owned : List.of(Tables.ALL, new GroupRange(0, 9))) {
          Path directory = temp.resolve(name + to.selection().getClass().getSimpleName() + owned);
          try (ReplayTable table = ReplayTable.restore(to, owned, directory, List.of(source))) {
            Map<Integer, Double> drawn = new HashMap<>();
            Tables.draw(table, to, 40).forEach(d -> drawn.put((int) d.get(0), (double) d.get(2)));
            assertThat(drawn.values()).allMatch(p -> p > 1e-7 && p < 0.2);
            assertThat(drawn.size()).isGreaterThan(150);
          }
        }
      }
    }
  }

  @Test
  void theRateLimiterGoesOnFromTheSum() {
    ReplayConfig config = CONFIG.withLimits(new RateLimits(100, 2, 200));
    SnapshotSource source;
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp.resolve("t"));
        ReplayBatch batch = ReplayBatch.allocate(config, 64)) {
      for (int number = 0; number < 2_000; number++) {
        while (Tables.offer(table, number) == Offer.LIMITED) {
          assertThat(table.sample(64, batch)).isEqualTo(64);
        }
      }
      source = Tables.snapshot(table, Tables.ALL, temp.resolve("s"));
    }
    for (GroupRange owned : Tables.split(2)) {
      try (ReplayTable table =
              ReplayTable.restore(config, owned, temp.resolve("r" + owned), List.of(source));
          ReplayBatch batch = ReplayBatch.allocate(config, 64)) {
        assertThat(table.sample(64, batch)).isEqualTo(64);
      }
    }
  }

  @Test
  void instancesThatCameFromOneSnapshotDrawDifferently() {
    SnapshotSource source = snapshot("s", Tables.ALL);
    List<List<Object>> places = new ArrayList<>();
    for (GroupRange owned : Tables.split(2)) {
      try (ReplayTable table =
          ReplayTable.restore(CONFIG, owned, temp.resolve("r" + owned), List.of(source))) {
        places.add(
            Tables.draw(table, CONFIG, 1).stream().<Object>map(d -> (int) d.get(0) % 10).toList());
      }
    }
    assertThat(places.get(0)).isNotEqualTo(places.get(1));
  }

  @Test
  void aGroupMissingOrCoveredTwiceIsNamed() {
    SnapshotSource low = snapshot("low", new GroupRange(0, 4));
    SnapshotSource high = snapshot("high", new GroupRange(6, 11));
    SnapshotSource overlap = snapshot("overlap", new GroupRange(4, 5));
    assertIncompatible(CONFIG, List.of(low, high), "replay group 5 is covered by 0 snapshots");
    assertIncompatible(
        CONFIG, List.of(low, high, overlap), "replay group 4 is covered by 2 snapshots");
    assertIncompatible(CONFIG, List.of(), "replay group 0 is covered by 0 snapshots");
  }

  @Test
  void anotherConfigurationIsNamedWithBothValues() {
    SnapshotSource source = snapshot("s", Tables.ALL);
    Map<String, ReplayConfig> others =
        Map.of(
            "columnBytes=12, asked for is 13", CONFIG.withColumns(13),
            "retention=RESERVOIR, asked for is WINDOW", CONFIG.withRetention(Retention.WINDOW),
            "rowBytes=1000, asked for is 1001", other(1_001, 12, 2_400),
            "groups=12, asked for is 24", other(1_000, 24, 4_800),
            "capacityPerGroup=200, asked for is 300", other(1_000, 12, 3_600));
    others.forEach(
        (message, config) -> {
          assertIncompatible(config, List.of(source), message);
          assertThatThrownBy(
                  () ->
                      ReplayTable.restore(
                          config,
                          new GroupRange(0, 3),
                          temp.resolve("p" + System.nanoTime()),
                          List.of(source)))
              .isInstanceOf(IncompatibleSnapshotException.class)
              .hasMessageContaining(message);
        });
    SnapshotSource wrong =
        new SnapshotSource(snapshot("low", new GroupRange(0, 4)).directory(), Tables.ALL);
    assertIncompatible(CONFIG, List.of(wrong), "owned groups=0..4, asked for is 0..11");
  }

  @Test
  void aDirectoryThatIsNoFinishedSnapshotIsRefused() throws IOException {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    for (Path place : List.of(empty, temp.resolve("absent"))) {
      assertThatThrownBy(
              () ->
                  ReplayTable.restore(
                      CONFIG,
                      Tables.ALL,
                      temp.resolve("r"),
                      List.of(new SnapshotSource(place, Tables.ALL))))
          .isInstanceOf(DamagedSnapshotException.class)
          .hasMessageContaining(place.toString())
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void anUnfinishedColdDirectoryIsNotEmpty() throws IOException {
    Files.createDirectories(temp.resolve("t/cold"));
    assertThatThrownBy(() -> ReplayTable.open(CONFIG, Tables.ALL, temp.resolve("t")))
        .hasMessageContaining("is not empty");
  }

  private static ReplayConfig other(int rowBytes, int groups, long capacity) {
    return ReplayConfig.of(rowBytes, groups, capacity).withColumns(12).withSeed(77);
  }

  private void assertIncompatible(
      ReplayConfig config, List<SnapshotSource> sources, String message) {
    GroupRange all = new GroupRange(0, config.groups() - 1);
    List<SnapshotSource> covering =
        config.groups() == Tables.GROUPS
            ? sources
            : List.of(new SnapshotSource(sources.get(0).directory(), all));
    Path directory = temp.resolve("refused-" + System.nanoTime());
    assertThatThrownBy(() -> ReplayTable.restore(config, all, directory, covering))
        .isInstanceOf(IncompatibleSnapshotException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  private SnapshotSource snapshot(String name, GroupRange owned) {
    try (ReplayTable table = ReplayTable.open(CONFIG, owned, temp.resolve(name))) {
      Tables.offerAll(table, owned, 0, 500);
      return Tables.snapshot(table, owned, temp.resolve(name + "-snapshot"));
    }
  }
}
