package io.thalweg.learner.flink;

import static io.thalweg.learner.flink.TestStore.FULL;
import static io.thalweg.learner.flink.TestStore.INCREMENTAL;
import static io.thalweg.learner.flink.TestStore.SAVEPOINT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.learner.MemoryDirectories;
import io.thalweg.learner.flink.TestStore.Taken;
import io.thalweg.replay.tier.TierException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableFuture;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.runtime.state.SnapshotExecutionType;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.SnapshotStrategyRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplaySnapshotsTest {
  private static final int META_BYTES = 1;

  @TempDir(factory = MemoryDirectories.class)
  Path temp;

  private CheckpointFiles storage;
  private TestStore store;

  @BeforeEach
  void open() throws IOException {
    storage = new CheckpointFiles(temp.resolve("storage"), 0);
    store = TestStore.open(temp.resolve("task"), TestStore.ALL).learn(0, 500);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void uploadsOnlyWhatTheLastCompletedCheckpointLacks() throws Exception {
    Taken first = take(1, INCREMENTAL);
    assertUploads(first, Set.of());
    complete(1);
    store.learn(500, 600);

    Taken second = take(2, INCREMENTAL);

    assertThat(Handles.shared(first.handle())).isNotEmpty();
    assertThat(Handles.shared(second.handle())).hasSizeGreaterThan(1);
    assertUploads(second, Handles.shared(first.handle()));
  }

  @Test
  void checkpointNotKnownToBeCompleteIsNoBase() throws Exception {
    take(1, INCREMENTAL);
    assertUploads(take(2, INCREMENTAL), Set.of());
  }

  @Test
  void abortedCheckpointIsNeverABase() throws Exception {
    Taken first = take(1, INCREMENTAL);
    complete(1);
    store.learn(500, 600);
    take(2, INCREMENTAL);
    store.snapshots().checkpointAborted(2);
    assertUploads(take(3, INCREMENTAL), Handles.shared(first.handle()));

    complete(2); // a notice that is wrong changes nothing

    assertUploads(take(4, INCREMENTAL), Handles.shared(first.handle()));
  }

  @Test
  void checkpointAbortedBeforeItsUploadEndedIsNeverABase() throws Exception {
    Taken first = take(1, INCREMENTAL);
    complete(1);
    store.learn(500, 600);
    store.snapshots().checkpointAborted(2);
    take(2, INCREMENTAL);
    assertUploads(take(3, INCREMENTAL), Handles.shared(first.handle()));
  }

  @Test
  void lateNoticeOfAnOlderCheckpointChangesNothing() throws Exception {
    Taken second = take(2, INCREMENTAL);
    complete(2);
    store.learn(500, 600);
    take(1, INCREMENTAL); // its upload ended last
    complete(1);
    assertUploads(take(3, INCREMENTAL), Handles.shared(second.handle()));
  }

  @Test
  void baseIsThatOfTheMomentOfLinking() throws Exception {
    take(1, INCREMENTAL);
    ReplaySnapshots.Linked linked = store.snapshots().syncPrepareResources(2);
    complete(1);
    assertThat(linked.base()).isEmpty();
    linked.release();
  }

  @Test
  void fullCheckpointUploadsAllAndIsTheNextBase() throws Exception {
    take(1, INCREMENTAL);
    complete(1);
    Taken full = take(2, FULL);
    assertUploads(full, Set.of());
    assertThat(storedIn("shared", full)).hasSameSizeAs(Handles.shared(full.handle()));
    complete(2);

    assertUploads(take(3, INCREMENTAL), Handles.shared(full.handle()));
  }

  @Test
  void savepointUploadsAllAsItsOwnAndIsNoBase() throws Exception {
    Taken first = take(1, INCREMENTAL);
    complete(1);
    store.learn(500, 600);
    Set<String> sharedBefore = filesBelow("shared");

    Taken savepoint = take(2, SAVEPOINT);

    assertUploads(savepoint, Set.of());
    assertThat(filesBelow("shared")).isEqualTo(sharedBefore);
    assertThat(storedIn("own", savepoint)).hasSize(savepoint.linked().size() + 1);
    complete(2);
    assertUploads(take(3, INCREMENTAL), Handles.shared(first.handle()));
  }

  @Test
  void uploadThatFailedIsNoBase() throws Exception {
    Taken first = take(1, INCREMENTAL);
    complete(1);
    store.learn(500, 600);
    storage.when(
        CheckpointFiles.Step.CLOSE,
        2,
        () -> {
          throw new IOException("disk full");
        });
    assertThatThrownBy(() -> take(2, INCREMENTAL)).hasMessage("disk full");
    storage.asUsual();
    complete(2);

    assertUploads(take(3, INCREMENTAL), Handles.shared(first.handle()));
    assertThat(temp.resolve("task")).isDirectoryNotContaining("glob:**chk-*");
  }

  @Test
  void releaseRemovesTheLinksAndNothingElse() throws Exception {
    Map<String, String> rows = store.rows();
    ReplaySnapshots.Linked linked = store.snapshots().syncPrepareResources(1);
    assertThat(linked.directory()).isNotEmptyDirectory();

    linked.release();

    assertThat(temp.resolve("task")).isDirectoryNotContaining("glob:**chk-*");
    assertThat(store.rows()).isEqualTo(rows);
    assertUploads(take(2, INCREMENTAL), Set.of());
  }

  @Test
  void linkingAgainUnderTheSameIdReplacesWhatWasLeftBehind() throws Exception {
    store.snapshots().syncPrepareResources(1);
    assertUploads(take(1, INCREMENTAL), Set.of());
  }

  @Test
  void linkingThatFailsLeavesNoDirectory() {
    Path live = temp.resolve("task").resolve("live");
    Directories.deleteTree(live);
    assertThatThrownBy(() -> store.snapshots().syncPrepareResources(1))
        .isInstanceOf(TierException.class);
    assertThat(temp.resolve("task")).isDirectoryNotContaining("glob:**chk-*");
  }

  @ParameterizedTest
  @CsvSource({"ENDS", "FAILS", "CANCELLED_BEFORE", "CANCELLED_DURING"})
  void flinksRunnerLeavesNoLinksWhateverBecomesOfTheUpload(Fate fate) throws Exception {
    CloseableRegistry task = new CloseableRegistry();
    SnapshotStrategyRunner<KeyedStateHandle, ReplaySnapshots.Linked> runner =
        new SnapshotStrategyRunner<>(
            "replay store", store.snapshots(), task, SnapshotExecutionType.ASYNCHRONOUS);
    RunnableFuture<SnapshotResult<KeyedStateHandle>> upload =
        runner.snapshot(1, 0, storage, TestStore.options(INCREMENTAL));
    assertThat(temp.resolve("task").resolve("chk-1")).isNotEmptyDirectory();

    switch (fate) {
      case ENDS -> upload.run();
      case FAILS -> {
        storage.when(
            CheckpointFiles.Step.WRITE,
            1,
            () -> {
              throw new IOException("disk full");
            });
        upload.run();
        assertThatThrownBy(upload::get).isInstanceOf(ExecutionException.class);
      }
      case CANCELLED_BEFORE -> {
        upload.cancel(true);
        upload.run();
      }
      case CANCELLED_DURING -> {
        storage.when(CheckpointFiles.Step.WRITE, 2, () -> upload.cancel(true));
        upload.run();
      }
    }

    assertThat(temp.resolve("task")).isDirectoryNotContaining("glob:**chk-*");
    assertThat(storage.stored().isEmpty()).isEqualTo(fate != Fate.ENDS);
    assertThat(storage.open()).isZero();
    assertThat(task.getNumberOfRegisteredCloseables()).isZero();
  }

  enum Fate {
    ENDS,
    FAILS,
    CANCELLED_BEFORE,
    CANCELLED_DURING
  }

  /** The JobManager's part is played by Flink's own registry of shared files. */
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "3, 0", "4, 1048576"})
  void newestCompletedCheckpointRestoresWhateverBecameOfTheOthers(long seed, int inlineBytes)
      throws Exception {
    storage = new CheckpointFiles(temp.resolve("storage-" + seed), inlineBytes);
    SplittableRandom random = new SplittableRandom(seed);
    SharedStateRegistry registry = new SharedStateRegistryImpl(Runnable::run);
    IncrementalRemoteKeyedStateHandle retained = null;
    for (int id = 1; id <= 12; id++) {
      store.learn(500 * id, 500 * id + 60);
      Map<String, String> rows = store.rows();
      IncrementalRemoteKeyedStateHandle handle = store.take(id, INCREMENTAL, storage).handle();
      if (random.nextInt(3) == 0) {
        handle.discardState();
        store.snapshots().checkpointAborted(id);
        continue;
      }
      handle.registerSharedStates(registry, id);
      registry.checkpointCompleted(id);
      if (random.nextInt(4) > 0) {
        complete(id); // otherwise the notice is lost
      }
      if (retained != null) {
        retained.discardState();
      }
      registry.unregisterUnusedState(id);
      retained = handle;

      Path other = temp.resolve("restored-" + id);
      try (TestStore restored = TestStore.open(other, TestStore.ALL, handle)) {
        assertThat(restored.rows()).as("seed %d, checkpoint %d", seed, id).isEqualTo(rows);
      }
      if (inlineBytes == 0) { // nothing is kept but what the retained checkpoint needs
        int files = handle.getSharedState().size() + handle.getPrivateState().size() + 1;
        assertThat(storage.stored()).as("seed %d, checkpoint %d", seed, id).hasSize(files);
      }
    }
    assertThat(retained).isNotNull();
  }

  private Taken take(long id, org.apache.flink.runtime.checkpoint.SnapshotType type)
      throws Exception {
    long before = storage.storedBytes();
    Taken taken = store.take(id, type, storage);
    assertThat(storage.storedBytes() - before)
        .as("bytes that the handle of checkpoint %d says were written", id)
        .isEqualTo(taken.handle().getCheckpointedSize() + META_BYTES);
    return taken;
  }

  private void complete(long id) {
    store.snapshots().checkpointCompleted(id);
  }

  /** All files are in the handle; those of the base that still exist by placeholder, no others. */
  private static void assertUploads(Taken taken, Set<String> base) {
    IncrementalRemoteKeyedStateHandle handle = taken.handle();
    Set<String> immutable = Handles.immutable(taken.linked().keySet());
    assertThat(Handles.shared(handle)).isEqualTo(immutable);
    Set<String> own = new TreeSet<>(taken.linked().keySet());
    own.removeAll(immutable);
    assertThat(Handles.names(handle.getPrivateState())).isEqualTo(own).isNotEmpty();
    Set<String> reused = new TreeSet<>(immutable);
    reused.retainAll(base);
    assertThat(Handles.reused(handle)).isEqualTo(reused);
    long bytes =
        taken.linked().entrySet().stream()
            .filter(file -> !reused.contains(file.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    assertThat(handle.getCheckpointedSize()).isEqualTo(bytes);
  }

  private Set<String> filesBelow(String part) throws IOException {
    Set<String> files = new TreeSet<>(storage.stored().keySet());
    files.removeIf(file -> !file.startsWith(part + "/"));
    return files;
  }

  /** The stored files of a handle that lie in one part. */
  private Set<String> storedIn(String part, Taken taken) {
    Path directory = temp.resolve("storage").resolve(part);
    Set<String> files = new TreeSet<>();
    taken
        .handle()
        .streamSubHandles()
        .map(h -> Path.of(h.maybeGetPath().orElseThrow().getPath()))
        .filter(file -> file.startsWith(directory) && Files.exists(file))
        .forEach(file -> files.add(file.toString()));
    return files;
  }
}
