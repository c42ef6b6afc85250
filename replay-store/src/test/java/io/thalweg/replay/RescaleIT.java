package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.replay.tier.TierException;
import io.thalweg.replay.tier.rocksdb.NativeHandles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RescaleIT {
  private static final ReplayConfig CONFIG = Tables.config(Retention.RESERVOIR);

  @TempDir Path temp;

  @AfterEach
  void everyNativeHandleIsClosed() {
    assertThat(NativeHandles.open()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Retention.class)
  void oneToTwoToThreeToOneKeepsEveryRowOnceAndGoesOnLearning(Retention retention) {
    ReplayConfig config = Tables.config(retention);
    ReplayOracle oracle = new ReplayOracle(config);
    List<SnapshotSource> sources = new ArrayList<>();
    int number = 0;
    for (int instances : new int[] {1, 2, 3, 1}) {
      List<SnapshotSource> snapshots = new ArrayList<>();
      Map<Long, Long> found = new TreeMap<>();
      for (GroupRange owned : split(instances)) {
        Path directory = temp.resolve(number + "-" + instances + "-" + owned);
        try (ReplayTable table =
            sources.isEmpty()
                ? ReplayTable.open(config, owned, directory)
                : ReplayTable.restore(config, owned, directory, sources)) {
          Tables.offerStream(table, owned, number, number + 700);
          Map<Long, Long> rows = Tables.contents(table);
          assertThat(table.size()).isEqualTo(rows.size());
          assertThat(Tables.draw(table, 300)).allMatch(rows::containsValue);
          rows.forEach((address, id) -> assertThat(found.put(address, id)).isNull());
          Path snapshot = temp.resolve(directory.getFileName() + "-snapshot");
          table.snapshotTo(snapshot);
          snapshots.add(new SnapshotSource(snapshot, owned));
        }
      }
      Tables.offerStream(oracle, number, number + 700);
      assertThat(found).isEqualTo(oracle.rows());
      sources = snapshots;
      number += 700;
    }
  }

  @Test
  void instancesThatCameFromOneSnapshotDrawDifferentRows() {
    SnapshotSource source = snapshot("s", Tables.ALL);
    List<List<Long>> slots = new ArrayList<>();
    for (GroupRange owned : split(2)) {
      try (ReplayTable table =
          ReplayTable.restore(CONFIG, owned, temp.resolve("r" + owned), List.of(source))) {
        slots.add(Tables.draw(table, 20).stream().map(id -> id % 6).toList());
      }
    }
    assertThat(slots.get(0)).isNotEqualTo(slots.get(1));
  }

  @Test
  void aGroupMissingOrCoveredTwiceIsNamed() {
    SnapshotSource low = snapshot("low", new GroupRange(0, 4));
    SnapshotSource high = snapshot("high", new GroupRange(6, 11));
    SnapshotSource overlap = snapshot("overlap", new GroupRange(4, 5));
    assertIncompatible(
        CONFIG, Tables.ALL, List.of(low, high), "replay group 5 is covered by 0 snapshots");
    assertIncompatible(
        CONFIG,
        Tables.ALL,
        List.of(low, high, overlap),
        "replay group 4 is covered by 2 snapshots, not by one: owned=0..11");
    assertIncompatible(CONFIG, Tables.ALL, List.of(), "replay group 0 is covered by 0 snapshots");
  }

  @Test
  void anotherConfigurationIsNamedWithBothValues() {
    List<SnapshotSource> source = List.of(snapshot("s", Tables.ALL));
    Map<String, ReplayConfig> others =
        Map.of(
            "rowBytes=40, asked for is 48", with(48, 12, 600, Retention.RESERVOIR),
            "groups=12, asked for is 24", with(40, 24, 1_200, Retention.RESERVOIR),
            "capacityPerGroup=50, asked for is 60", with(40, 12, 720, Retention.RESERVOIR),
            "retention=RESERVOIR, asked for is WINDOW", with(40, 12, 600, Retention.WINDOW));
    others.forEach(
        (message, config) -> {
          assertIncompatible(config, Tables.ALL, source, message);
          assertIncompatible(config, new GroupRange(0, 3), source, message);
        });
  }

  @Test
  void aSourceThatIsNotWhatItSaysIsRefused() throws IOException {
    SnapshotSource low = snapshot("low", new GroupRange(0, 4));
    SnapshotSource wrong = new SnapshotSource(low.directory(), Tables.ALL);
    assertIncompatible(CONFIG, Tables.ALL, List.of(wrong), "owned groups=0..4, asked for is 0..11");

    Path empty = Files.createDirectory(temp.resolve("empty"));
    assertIncompatible(
        CONFIG,
        Tables.ALL,
        List.of(new SnapshotSource(empty, Tables.ALL)),
        "no replay table in snapshot directory");

    Path absent = temp.resolve("absent");
    for (GroupRange owned : List.of(Tables.ALL, new GroupRange(1, 2))) {
      assertThatThrownBy(
              () ->
                  ReplayTable.restore(
                      CONFIG,
                      owned,
                      temp.resolve("from-absent" + owned),
                      List.of(new SnapshotSource(absent, Tables.ALL))))
          .isInstanceOf(TierException.class)
          .hasMessageContaining(absent.toString())
          .hasMessageNotContaining("\n");
    }
  }

  private void assertIncompatible(
      ReplayConfig config, GroupRange owned, List<SnapshotSource> sources, String message) {
    Path directory = temp.resolve("refused-" + System.nanoTime());
    assertThatThrownBy(() -> ReplayTable.restore(config, owned, directory, sources))
        .isInstanceOf(IncompatibleSnapshotException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  private SnapshotSource snapshot(String name, GroupRange owned) {
    Path target = temp.resolve(name + "-snapshot");
    try (ReplayTable table = ReplayTable.open(CONFIG, owned, temp.resolve(name))) {
      Tables.offerStream(table, owned, 0, 500);
      table.snapshotTo(target);
    }
    return new SnapshotSource(target, owned);
  }

  private static ReplayConfig with(
      int rowBytes, int groups, long capacityRows, Retention retention) {
    return new ReplayConfig(rowBytes, groups, capacityRows, 0, retention, 77, 1 << 20);
  }

  private static List<GroupRange> split(int instances) {
    List<GroupRange> ranges = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      int first = i * Tables.GROUPS / instances;
      ranges.add(new GroupRange(first, (i + 1) * Tables.GROUPS / instances - 1));
    }
    return ranges;
  }
}
