package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.replay.tier.TierException;
import io.thalweg.replay.tier.rocksdb.NativeHandles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotIT {
  private static final ReplayConfig CONFIG = Tables.config(Retention.RESERVOIR);

  @TempDir Path temp;

  @AfterEach
  void everyNativeHandleIsClosed() {
    assertThat(NativeHandles.open()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Retention.class)
  void restoredTableGoesOnAsIfNothingHadHappened(Retention retention) {
    ReplayConfig config = Tables.config(retention);
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, temp.resolve("table"))) {
      Tables.offerStream(table, Tables.ALL, 0, 1_000);
      Tables.draw(table, 333);
      table.snapshotTo(temp.resolve("snapshot"));
      Map<Long, Long> atSnapshot = Tables.contents(table);
      long offeredAtSnapshot = table.stats().offered();

      List<Long> drawn = Tables.draw(table, 200);
      Tables.offerStream(table, Tables.ALL, 1_000, 1_700);
      drawn.addAll(Tables.draw(table, 500));

      SnapshotSource source = new SnapshotSource(temp.resolve("snapshot"), Tables.ALL);
      try (ReplayTable restored =
          ReplayTable.restore(config, Tables.ALL, temp.resolve("restored"), List.of(source))) {
        assertThat(Tables.contents(restored)).isEqualTo(atSnapshot);
        assertThat(restored.stats().offered()).isEqualTo(offeredAtSnapshot);
        assertThat(restored.stats().hotRows()).isPositive();

        List<Long> drawnAgain = Tables.draw(restored, 200);
        Tables.offerStream(restored, Tables.ALL, 1_000, 1_700);
        drawnAgain.addAll(Tables.draw(restored, 500));
        assertThat(drawnAgain).isEqualTo(drawn);
        assertThat(Tables.contents(restored)).isEqualTo(Tables.contents(table));
        assertThat(restored.size()).isEqualTo(table.size());
      }
    }
  }

  @Test
  void successiveSnapshotsShareTableFilesByNameAlsoAcrossARestore() throws IOException {
    Path first = temp.resolve("first");
    Path second = temp.resolve("second");
    Path third = temp.resolve("third");
    try (ReplayTable table = ReplayTable.open(CONFIG, Tables.ALL, temp.resolve("table"))) {
      Tables.offerStream(table, Tables.ALL, 0, 500);
      table.snapshotTo(first);
      Tables.offerStream(table, Tables.ALL, 500, 600);
      table.snapshotTo(second);
    }
    try (ReplayTable restored =
        ReplayTable.restore(
            CONFIG,
            Tables.ALL,
            temp.resolve("restored"),
            List.of(new SnapshotSource(second, Tables.ALL)))) {
      Tables.offerStream(restored, Tables.ALL, 600, 700);
      restored.snapshotTo(third);
    }
    assertThat(tableFiles(second)).containsAll(tableFiles(first)).hasSizeGreaterThan(1);
    assertThat(tableFiles(third)).containsAll(tableFiles(second));
    for (String name : tableFiles(first)) {
      assertThat(Files.isSameFile(first.resolve(name), third.resolve(name))).isTrue();
    }
    assertThat(names(third))
        .allMatch(name -> name.matches("\\d+\\.sst|CURRENT|MANIFEST-\\d+|OPTIONS-\\d+"));
  }

  @Test
  void aSnapshotOutlivesARestoreFromItUnchanged() throws IOException {
    Path snapshot = temp.resolve("snapshot");
    snapshot(snapshot);
    Map<String, Long> before = sizes(snapshot);
    SnapshotSource source = new SnapshotSource(snapshot, Tables.ALL);
    for (String name : List.of("a", "b")) {
      try (ReplayTable restored =
          ReplayTable.restore(CONFIG, Tables.ALL, temp.resolve(name), List.of(source))) {
        Tables.offerStream(restored, Tables.ALL, 800, 3_000);
        restored.snapshotTo(temp.resolve(name + "-snapshot"));
      }
    }
    assertThat(sizes(snapshot)).isEqualTo(before);
  }

  @Test
  void anExistingTargetIsRefused() throws IOException {
    Path target = Files.createDirectory(temp.resolve("snapshot"));
    try (ReplayTable table = ReplayTable.open(CONFIG, Tables.ALL, temp.resolve("table"))) {
      assertThatThrownBy(() -> table.snapshotTo(target))
          .isInstanceOf(TierException.class)
          .hasMessageContaining("snapshot to " + target);
    }
  }

  @Test
  void aTruncatedFileIsRefusedInOneLine() throws IOException {
    Path snapshot = temp.resolve("snapshot");
    snapshot(snapshot);
    Path file = snapshot.resolve(tableFiles(snapshot).iterator().next());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
    assertRefused(snapshot, Tables.ALL, file.getFileName().toString());
    assertRefused(snapshot, new GroupRange(0, 3), file.getFileName().toString());
  }

  @Test
  void aFlippedByteIsFoundByItsChecksum() throws IOException {
    Path snapshot = temp.resolve("snapshot");
    snapshot(snapshot);
    Path file = snapshot.resolve(tableFiles(snapshot).iterator().next());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, 300);
      channel.write(one.put(0, (byte) ~one.get(0)).flip(), 300);
    }
    assertRefused(snapshot, Tables.ALL, "checksum mismatch");
    assertRefused(snapshot, new GroupRange(0, 11 - 1), "checksum mismatch");
  }

  private void assertRefused(Path snapshot, GroupRange owned, String reason) {
    SnapshotSource source = new SnapshotSource(snapshot, Tables.ALL);
    Path directory = temp.resolve("restored-" + owned);
    assertThatThrownBy(() -> ReplayTable.restore(CONFIG, owned, directory, List.of(source)))
        .isInstanceOf(TierException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  private void snapshot(Path target) {
    try (ReplayTable table = ReplayTable.open(CONFIG, Tables.ALL, temp.resolve("table"))) {
      Tables.offerStream(table, Tables.ALL, 0, 800);
      table.snapshotTo(target);
    }
  }

  private static Set<String> tableFiles(Path snapshot) throws IOException {
    return names(snapshot).stream().filter(n -> n.endsWith(".sst")).collect(Collectors.toSet());
  }

  private static Set<String> names(Path directory) throws IOException {
    return sizes(directory).keySet();
  }

  private static Map<String, Long> sizes(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.collect(
          Collectors.toMap(file -> file.getFileName().toString(), file -> file.toFile().length()));
    }
  }
}
