package io.thalweg.learner.flink;

import static io.thalweg.learner.flink.TestStore.ALL;
import static io.thalweg.learner.flink.TestStore.INCREMENTAL;
import static io.thalweg.learner.flink.TestStore.SAVEPOINT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.thalweg.learner.MemoryDirectories;
import io.thalweg.learner.flink.TestStore.Taken;
import io.thalweg.replay.checkpoint.DamagedSnapshotException;
import io.thalweg.replay.checkpoint.SnapshotManifest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayRestoreTest {
  @TempDir(factory = MemoryDirectories.class)
  Path temp;

  private CheckpointFiles storage;

  @BeforeEach
  void open() {
    storage = new CheckpointFiles(temp.resolve("storage"), 0);
  }

  @Test
  void withoutHandlesTheStoreIsEmpty() throws Exception {
    try (TestStore store = TestStore.open(temp.resolve("task"), ALL)) {
      assertThat(store.rows()).isEmpty();
    }
  }

  @Test
  void storeOfTheSameGroupsGoesOnIncrementally() throws Exception {
    try (TestStore store = TestStore.open(temp.resolve("task"), ALL).learn(0, 500)) {
      Taken taken = store.take(1, INCREMENTAL, storage);
      Map<String, String> rows = store.rows();
      String drawn = store.draw(100);
      Map<String, String> rowsLater = store.learn(500, 700).rows();

      try (TestStore restored = TestStore.open(temp.resolve("next"), ALL, taken.handle())) {
        assertThat(restored.rows()).isEqualTo(rows);
        assertThat(restored.draw(100)).isEqualTo(drawn);
        assertThat(restored.learn(500, 700).rows()).isEqualTo(rowsLater);

        Taken next = restored.take(2, INCREMENTAL, storage);
        assertThat(Handles.reused(next.handle()))
            .isEqualTo(Handles.shared(taken.handle()))
            .isNotEmpty();
        assertThat(next.handle().getBackendIdentifier())
            .isEqualTo(taken.handle().getBackendIdentifier());
      }
      assertThat(temp.resolve("next")).isDirectoryNotContaining("glob:**restore-*");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void restoredBaseStaysUntilALaterCheckpointCompletes(boolean aborted) throws Exception {
    Taken first;
    try (TestStore store = TestStore.open(temp.resolve("task"), ALL).learn(0, 500)) {
      first = store.take(7, INCREMENTAL, storage);
    }
    try (TestStore restored = TestStore.open(temp.resolve("next"), ALL, first.handle())) {
      Taken second = restored.learn(500, 600).take(8, INCREMENTAL, storage);
      if (aborted) {
        restored.snapshots().checkpointAborted(8);
      } else {
        restored.snapshots().checkpointCompleted(8);
      }
      assertThat(Handles.reused(restored.take(9, INCREMENTAL, storage).handle()))
          .isEqualTo(Handles.shared((aborted ? first : second).handle()));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 11", "0, 3", "4, 7", "8, 11", "5, 6"})
  void takesTheOwnedGroupsOutOfOtherRanges(int first, int last) throws Exception {
    KeyGroupRange owned = KeyGroupRange.of(first, last);
    List<IncrementalRemoteKeyedStateHandle> handles = new ArrayList<>();
    Map<String, String> expected = new TreeMap<>();
    for (KeyGroupRange part : List.of(KeyGroupRange.of(0, 5), KeyGroupRange.of(6, 11))) {
      Path directory = temp.resolve("part-" + part.getStartKeyGroup());
      try (TestStore store = TestStore.open(directory, part).learn(0, 900)) {
        expected.putAll(store.rows());
        if (!part.getIntersection(owned).equals(KeyGroupRange.EMPTY_KEY_GROUP_RANGE)) {
          handles.add(store.take(1, INCREMENTAL, storage).handle());
        }
      }
    }
    expected.keySet().removeIf(row -> !owned.contains(Integer.parseInt(row.split(":", 2)[0])));

    try (TestStore restored =
        TestStore.open(temp.resolve("next"), owned, new CloseableRegistry(), handles)) {
      assertThat(restored.rows()).isEqualTo(expected).isNotEmpty();

      Taken next = restored.take(2, INCREMENTAL, storage);
      assertThat(Handles.reused(next.handle())).isEmpty();
      assertThat(next.handle().getKeyGroupRange()).isEqualTo(owned);
      for (IncrementalRemoteKeyedStateHandle handle : handles) {
        assertThat(next.handle().getBackendIdentifier())
            .isNotEqualTo(handle.getBackendIdentifier());
      }
    }
    assertThat(temp.resolve("next")).isDirectoryNotContaining("glob:**restore-*");
  }

  @Test
  void savepointRestoresEveryRow() throws Exception {
    try (TestStore store = TestStore.open(temp.resolve("task"), ALL).learn(0, 500)) {
      Taken savepoint = store.take(1, SAVEPOINT, storage);
      try (TestStore restored = TestStore.open(temp.resolve("next"), ALL, savepoint.handle())) {
        assertThat(restored.rows()).isEqualTo(store.rows());
      }
    }
  }

  @Test
  void missingFileFailsInOneLineAndLeavesNothingOpen() throws Exception {
    Taken taken = twoFlushes();
    for (HandleAndLocalPath file : files(taken)) {
      Path stored = stored(file);
      Path aside = temp.resolve("aside");
      Files.move(stored, aside);
      assertRestoreFails(taken, ALL, file.getLocalPath());
      assertRestoreFails(taken, KeyGroupRange.of(2, 4), file.getLocalPath());
      Files.move(aside, stored);
    }
    TestStore.open(temp.resolve("whole"), ALL, taken.handle()).close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 48, 64})
  void truncatedFileFailsInOneLineAndLeavesNothingOpen(int keptOf64) throws Exception {
    Taken taken = twoFlushes();
    for (HandleAndLocalPath file : files(taken)) {
      Path stored = stored(file);
      Path whole = Files.copy(stored, temp.resolve("whole-file"));
      try (FileChannel channel = FileChannel.open(stored, StandardOpenOption.WRITE)) {
        long kept = channel.size() * keptOf64 / 64;
        channel.truncate(Math.min(kept, channel.size() - 1));
      }
      String whatIsSaid = "is incomplete: name=" + file.getLocalPath();
      assertThat(assertRestoreFails(taken, ALL, file.getLocalPath())).contains(whatIsSaid);
      assertThat(assertRestoreFails(taken, KeyGroupRange.of(2, 4), file.getLocalPath()))
          .contains(whatIsSaid);
      Files.move(whole, stored, StandardCopyOption.REPLACE_EXISTING);
    }
    TestStore.open(temp.resolve("whole"), ALL, taken.handle()).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.sst", "MANIFEST-*", "CURRENT"})
  void zeroedFileFailsInOneLineAndLeavesNothingOpen(String names) throws Exception {
    Taken taken = twoFlushes();
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + names);
    int zeroed = 0;
    for (HandleAndLocalPath file : files(taken)) {
      if (matcher.matches(Path.of(file.getLocalPath()))) {
        Path stored = stored(file);
        byte[] whole = Files.readAllBytes(stored);
        Files.write(stored, new byte[whole.length]);
        assertRestoreFails(taken, ALL, file.getLocalPath());
        assertRestoreFails(taken, KeyGroupRange.of(2, 4), file.getLocalPath());
        Files.write(stored, whole);
        zeroed++;
      }
    }
    assertThat(zeroed).isPositive();
  }

  /** Every file in turn, at its end, its middle and its beginning by turns. */
  @Test
  void flippedByteIsRefusedBeforeAnythingIsDrawnAndLeavesNothingOpen() throws Exception {
    Taken taken = twoFlushes();
    int turn = 0;
    for (HandleAndLocalPath file : files(taken)) {
      Path stored = stored(file);
      byte[] whole = Files.readAllBytes(stored);
      byte[] flipped = whole.clone();
      flipped[(whole.length - 1) * (turn++ % 3) / 2] ^= 1;
      Files.write(stored, flipped);
      for (KeyGroupRange owned : List.of(ALL, KeyGroupRange.of(2, 4))) {
        assertThat(assertRestoreFails(taken, owned, file.getLocalPath()))
            .contains("replay snapshot is damaged", "file=" + file.getLocalPath());
      }
      Files.write(stored, whole);
    }
    assertThat(turn).isGreaterThan(4);
    TestStore.open(temp.resolve("whole"), ALL, taken.handle()).close();
  }

  @Test
  void filesThatChangedPlacesAreRefused() throws Exception {
    Taken taken = twoFlushes();
    List<HandleAndLocalPath> tables =
        files(taken).stream().filter(f -> f.getLocalPath().endsWith(".sst")).toList();
    Path first = stored(tables.get(0));
    Path second = stored(tables.get(1));
    Path aside = Files.move(first, temp.resolve("aside"));
    Files.move(second, first);
    Files.move(aside, second);
    assertThat(assertRestoreFails(taken, ALL, tables.get(0).getLocalPath()))
        .containsAnyOf(tables.get(0).getLocalPath(), tables.get(1).getLocalPath());
  }

  @Test
  void checkpointWithoutAManifestIsRefused() throws Exception {
    Taken taken = twoFlushes();
    List<HandleAndLocalPath> own =
        taken.handle().getPrivateState().stream()
            .filter(file -> !file.getLocalPath().equals(SnapshotManifest.FILE))
            .toList();
    assertThat(own).hasSize(taken.handle().getPrivateState().size() - 1);
    IncrementalRemoteKeyedStateHandle without =
        new IncrementalRemoteKeyedStateHandle(
            taken.handle().getBackendIdentifier(),
            ALL,
            2,
            taken.handle().getSharedState(),
            own,
            taken.handle().getMetaDataStateHandle());
    assertThatThrownBy(() -> TestStore.open(temp.resolve("next"), ALL, without))
        .isInstanceOf(DamagedSnapshotException.class)
        .hasMessageContaining(SnapshotManifest.FILE);
  }

  @Test
  void cancelledRestoreLeavesNothingOpen() throws Exception {
    Taken taken = twoFlushes();
    CloseableRegistry cancelled = new CloseableRegistry();
    cancelled.close();
    Path directory = temp.resolve("next");
    assertThatThrownBy(() -> TestStore.open(directory, ALL, cancelled, List.of(taken.handle())))
        .isInstanceOf(IOException.class);
    assertThat(openBelow(temp)).isEmpty();
  }

  /** A store with more than one table file; closed again. */
  private Taken twoFlushes() throws Exception {
    try (TestStore store = TestStore.open(temp.resolve("task"), ALL).learn(0, 500)) {
      store.take(1, INCREMENTAL, storage);
      return store.learn(500, 700).take(2, INCREMENTAL, storage);
    }
  }

  private static List<HandleAndLocalPath> files(Taken taken) {
    List<HandleAndLocalPath> files = new ArrayList<>(taken.handle().getSharedState());
    files.addAll(taken.handle().getPrivateState());
    assertThat(files).hasSizeGreaterThan(4);
    return files;
  }

  private static Path stored(HandleAndLocalPath file) {
    return Path.of(file.getHandle().maybeGetPath().orElseThrow().getPath());
  }

  /** Returns what is said then. */
  private String assertRestoreFails(Taken taken, KeyGroupRange owned, String damaged)
      throws IOException {
    Path directory = temp.resolve("next");
    Throwable failure =
        catchThrowable(() -> TestStore.open(directory, owned, taken.handle()).close());
    assertThat(failure).as("%s is damaged", damaged).isNotNull();
    assertThat(failure.getMessage()).isNotBlank().doesNotContain("\n");
    assertThat(openBelow(temp)).as("open after %s was damaged", damaged).isEmpty();
    Directories.deleteTree(directory);
    return String.valueOf(failure.getMessage());
  }

  /** What this process has open below a directory, deleted files as well. */
  private static List<String> openBelow(Path directory) throws IOException {
    String prefix = directory.toRealPath() + "/";
    List<String> open = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          open.add(Files.readSymbolicLink(descriptor).toString());
        } catch (NoSuchFileException closedMeanwhile) {
          // then it isn't open
        }
      }
    }
    open.removeIf(file -> !file.startsWith(prefix));
    return open;
  }
}
