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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotIT {
  @TempDir Path temp;

  @AfterEach
  void everyNativeHandleIsClosed() {
    assertThat(NativeHandles.open()).isZero();
  }

  static List<Arguments> tables() {
    List<Arguments> tables = new ArrayList<>();
    int next = 0;
    for (Selection selection : Tables.SELECTIONS) {
      for (Tables.Mode mode : Tables.Mode.values()) {
        Retention retention = List.of(Retention.values()).get(next++ % 4);
        tables.add(Arguments.of(retention, selection, mode));
      }
    }
    tables.add(Arguments.of(Retention.LOSS_AWARE, Selection.UNIFORM, Tables.Mode.POOL));
    tables.add(Arguments.of(Retention.WINDOW, Selection.UNIFORM, Tables.Mode.POOL));
    return tables;
  }

  @ParameterizedTest
  @MethodSource("tables")
  void aRestoredTableGoesOnAsIfNothingHadHappened(
      Retention retention, Selection selection, Tables.Mode mode) {
    ReplayConfig config = Tables.config(retention, selection, mode);
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp.resolve("table"))) {
      Tables.offerAll(table, Tables.ALL, 0, 4_000);
      Tables.draw(table, config, 9);
      Tables.change(table, 0, 4_000);
      Tables.offerAll(table, Tables.ALL, 4_000, 9_000);
      Tables.draw(table, config, 9);
      Tables.change(table, 2_000, 8_000);
      table.eraseSubjects(31);
      Tables.draw(table, config, 9);
      // Blocks vanish that are on their way to the readers.
      table.expireBefore(1_000_000L + 6_500 * 50L);
      table.eraseSubjects(32);
      SnapshotSource source = Tables.snapshot(table, Tables.ALL, temp.resolve("snapshot"));
      Map<Long, List<Integer>> before = Tables.contents(table);
      Path directory = temp.resolve("restored");
      try (ReplayTable restored =
          ReplayTable.restore(config, Tables.ALL, directory, List.of(source))) {
        assertThat(Tables.contents(restored)).isEqualTo(before);
        assertThat(restored.stats().offered()).isEqualTo(table.stats().offered());
        for (int from = 9_000; from < 15_000; from += 2_000) {
          assertThat(Tables.draw(restored, config, 60)).isEqualTo(Tables.draw(table, config, 60));
          Tables.offerAll(table, Tables.ALL, from, from + 2_000);
          Tables.offerAll(restored, Tables.ALL, from, from + 2_000);
          Tables.change(table, from - 2_000, from + 2_000);
          Tables.change(restored, from - 2_000, from + 2_000);
        }
        assertThat(Tables.contents(restored)).isEqualTo(Tables.contents(table));
        assertThat(restored.composition(0).byClass()).isEqualTo(table.composition(0).byClass());
      }
    }
  }

  /** Which rows memory holds differs by then between the two; how many there are doesn't. */
  @Test
  void aRestoredTableDrawsTheSameWhileRowsOutgrowMemoryAndExpireAgain() {
    ReplayConfig config =
        Tables.config(Retention.WINDOW, new Selection.Prioritized(0, 0.01), Tables.Mode.POOL);
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp.resolve("table"))) {
      Tables.offerAll(table, Tables.ALL, 0, 2_000);
      Tables.draw(table, config, 20);
      SnapshotSource source = Tables.snapshot(table, Tables.ALL, temp.resolve("snapshot"));
      try (ReplayTable restored =
          ReplayTable.restore(config, Tables.ALL, temp.resolve("restored"), List.of(source))) {
        for (int number = 2_000; number < 6_000; number += 1_000) {
          int many = number + 900;
          for (ReplayTable each : List.of(table, restored)) {
            Tables.offerAll(each, Tables.ALL, number, many);
            Tables.draw(each, config, 20);
            each.expireBefore(Tables.meta(many - 60).timeMillis());
          }
          for (int one = many; one < number + 1_000; one++) {
            Tables.offer(table, one);
            Tables.offer(restored, one);
            assertThat(Tables.draw(restored, config, 1))
                .as("at %d", one)
                .isEqualTo(Tables.draw(table, config, 1));
          }
        }
      }
    }
  }

  @Test
  void theRewriteOfAMovedRowDoesNotComeBackWithItsKey() {
    ReplayConfig config = Tables.config(Retention.WINDOW, Selection.UNIFORM, Tables.Mode.ALL_HOT);
    int first = 0;
    int second = 1;
    while (Tables.group(second) != Tables.group(first)) {
      second++;
    }
    SnapshotSource source;
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp.resolve("table"))) {
      Tables.offer(table, first);
      Tables.offer(table, second);
      Tables.snapshot(table, Tables.ALL, temp.resolve("0"));
      table.rewrite(Tables.key(second), 4, Tables.columns(-second));
      table.delete(Tables.key(first));
      table.delete(Tables.key(second));
      Tables.offer(table, first);
      Tables.offer(table, second);
      source = Tables.snapshot(table, Tables.ALL, temp.resolve("1"));
    }
    try (ReplayTable restored =
        ReplayTable.restore(config, Tables.ALL, temp.resolve("restored"), List.of(source))) {
      assertThat(Tables.contents(restored).get(Tables.key(second)))
          .isEqualTo(List.of(second, second));
    }
  }

  @Test
  void successiveSnapshotsShareTheirFilesByNameAlsoAcrossARestore() throws IOException {
    ReplayConfig config = Tables.config(Retention.WINDOW, Selection.UNIFORM, Tables.Mode.COLD);
    List<SnapshotSource> snapshots = new ArrayList<>();
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp.resolve("table"))) {
      Tables.offerAll(table, Tables.ALL, 0, 9_000);
      snapshots.add(Tables.snapshot(table, Tables.ALL, temp.resolve("0")));
      assertThat(table.composition(0).cold()).isPositive();
    }
    Map<String, Long> first = immutable(temp.resolve("0"));
    assertThat(first.keySet()).anyMatch(f -> f.endsWith(".seg")).anyMatch(f -> f.endsWith(".sst"));
    try (ReplayTable restored =
        ReplayTable.restore(config, Tables.ALL, temp.resolve("restored"), snapshots)) {
      Tables.offerAll(restored, Tables.ALL, 9_000, 9_020);
      Tables.snapshot(restored, Tables.ALL, temp.resolve("1"));
    }
    Map<String, Long> second = immutable(temp.resolve("1"));
    first.keySet().retainAll(second.keySet());
    assertThat(first.keySet()).anyMatch(f -> f.endsWith(".seg")).anyMatch(f -> f.endsWith(".sst"));
    for (String name : first.keySet()) {
      Path one = temp.resolve("0").resolve(name);
      assertThat(Files.isSameFile(one, temp.resolve("1").resolve(name))).isTrue();
    }
  }

  @Test
  void anIncrementalSnapshotAddsAboutTheBytesOfItsNewRows() {
    ReplayConfig config =
        ReplayConfig.of(1_000, 4, 100_000).withTiers(TierSizes.of(128 << 20, 64 << 20));
    try (ReplayTable table =
        ReplayTable.open(config, new GroupRange(0, 3), temp.resolve("table"))) {
      int number = 0;
      long rows = 20_000;
      for (; number < rows; number++) {
        offerLarge(table, number);
      }
      Tables.snapshot(table, Tables.ALL, temp.resolve("0"));
      for (int snapshot = 1; snapshot <= 3; snapshot++) {
        for (int i = 0; i < 1_000; i++) {
          offerLarge(table, number++);
        }
        Tables.snapshot(table, Tables.ALL, temp.resolve("" + snapshot));
        Map<String, Long> added = Tables.files(temp.resolve("" + snapshot));
        added.keySet().removeAll(immutable(temp.resolve("" + (snapshot - 1))).keySet());
        long bytes = added.values().stream().mapToLong(Long::longValue).sum();
        System.out.println("incremental snapshot of 1,000 rows of 1,000 bytes: " + bytes);
        assertThat(bytes).isBetween(1_000_000L, 1_250_000L);
      }
    }
  }

  private static void offerLarge(ReplayTable table, int number) {
    RowMeta meta = new RowMeta(number, 0, number, 0, 0);
    table.offer(number % 4, meta, TestRows.row(number, 1_000));
  }

  @Test
  void aSnapshotOutlivesRestoresFromItUnchanged() {
    ReplayConfig config = Tables.config(Retention.WINDOW, Selection.UNIFORM, Tables.Mode.COLD);
    SnapshotSource source;
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp.resolve("table"))) {
      Tables.offerAll(table, Tables.ALL, 0, 9_000);
      source = Tables.snapshot(table, Tables.ALL, temp.resolve("snapshot"));
    }
    Map<String, Long> before = Tables.files(source.directory());
    for (String name : List.of("a", "b")) {
      try (ReplayTable restored =
          ReplayTable.restore(config, Tables.ALL, temp.resolve(name), List.of(source))) {
        Tables.offerAll(restored, Tables.ALL, 9_000, 14_000);
        restored.eraseSubjects(5);
        restored.snapshotTo(temp.resolve(name + "-snapshot"));
      }
    }
    assertThat(Tables.files(source.directory())).isEqualTo(before);
  }

  @Test
  void anExistingTargetIsRefusedAndStays() throws IOException {
    ReplayConfig config = Tables.config(Retention.WINDOW, Selection.UNIFORM, Tables.Mode.COLD);
    Path target = Files.createDirectory(temp.resolve("snapshot"));
    Files.writeString(target.resolve("mine"), "mine");
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp.resolve("table"))) {
      assertThatThrownBy(() -> table.snapshotTo(target))
          .isInstanceOf(TierException.class)
          .hasMessageContaining("snapshot to " + target)
          .hasMessageNotContaining("\n");
    }
    assertThat(target.resolve("mine")).exists();
  }

  @Test
  void theSynchronousPartWithWriteBuffersOf64MegabytesIsShort() {
    ReplayConfig config =
        ReplayConfig.of(4_096, 4, 200_000).withTiers(TierSizes.of(64 << 20, 512 << 20));
    List<Long> millis = new ArrayList<>();
    try (ReplayTable table =
        ReplayTable.open(config, new GroupRange(0, 3), temp.resolve("table"))) {
      int number = 0;
      for (int snapshot = 0; snapshot < 8; snapshot++) {
        for (int i = 0; i < 15_500; i++, number++) {
          table.offer(
              number % 4, new RowMeta(number, 0, number, 0, 0), TestRows.row(number % 64, 4_096));
        }
        long start = System.nanoTime();
        table.snapshotTo(temp.resolve("" + snapshot));
        millis.add((System.nanoTime() - start) / 1_000_000);
        Tables.deleteAll(temp.resolve("" + snapshot));
      }
    }
    System.out.println("synchronous part of a snapshot after 64 MB of new rows, ms: " + millis);
    assertThat(millis).allMatch(each -> each < 1_000);
  }

  private static Map<String, Long> immutable(Path snapshot) {
    Map<String, Long> files = Tables.files(snapshot);
    files.keySet().removeIf(name -> !ReplayTable.isImmutable(name));
    return files;
  }
}
