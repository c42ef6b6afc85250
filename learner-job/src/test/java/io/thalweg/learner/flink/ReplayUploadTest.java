package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.learner.flink.CheckpointFiles.Event;
import io.thalweg.learner.flink.CheckpointFiles.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.SnapshotType.SharingFilesStrategy;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayUploadTest {
  /** Two table files that aren't in the base, two files that never are, and the meta stream. */
  private static final int STREAMS = 5;

  @TempDir Path temp;
  private final CloseableRegistry streams = new CloseableRegistry();
  private final Map<String, StreamStateHandle> base = new HashMap<>();
  private Path linked;
  private int threads = 1;
  private CheckpointFiles storage;
  private Map<String, Long> before;

  @BeforeEach
  void uploadABase() throws IOException {
    storage = new CheckpointFiles(temp.resolve("storage"), 0);
    linked = Files.createDirectory(temp.resolve("linked"));
    file("000007.sst", 9_000);
    file("000008.seg", 10);
    file("CURRENT", 16);
    for (HandleAndLocalPath shared : run(storage).getSharedState()) {
      base.put(shared.getLocalPath(), shared.getHandle());
    }
    file("000009.sst", 10_000);
    file("000010.sst", 20);
    file("MANIFEST-000011", 300);
    before = storage.stored();
  }

  @Test
  void writesWhatTheBaseLacksInAsManyStreams() throws IOException {
    storage.asUsual();
    IncrementalRemoteKeyedStateHandle handle = run(storage);
    assertThat(storage.created()).isEqualTo(STREAMS);
    assertThat(Handles.reused(handle)).containsExactly("000007.sst", "000008.seg");
    assertThat(handle.getCheckpointedSize()).isEqualTo(10_000 + 20 + 300 + 16);
    assertThat(handle.getStateSize()).isEqualTo(9_010 + 10_000 + 20 + 300 + 16 + 1);
    assertThat(storage.open()).isZero();
    assertThat(streams.getNumberOfRegisteredCloseables()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void whicheverFileFailsTheFreshOnesGoAndTheBaseStays(Step step) throws IOException {
    for (int failing = 1; failing <= STREAMS; failing++) {
      IOException error = new IOException("disk full at stream " + failing);
      atStream(
          step,
          failing,
          () -> {
            throw error;
          });
      assertThatThrownBy(() -> run(storage)).isSameAs(error);
      assertNothingButTheBaseIsLeft();
      assertThat(storage.created()).isEqualTo(failing);
    }
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void whereverACancellationStrikesTheFreshFilesGoAndTheBaseStays(Step step) throws IOException {
    for (int struck = 1; struck <= STREAMS; struck++) {
      CloseableRegistry task = new CloseableRegistry();
      atStream(step, struck, task::close);
      assertThatThrownBy(() -> run(storage, SharingFilesStrategy.FORWARD_BACKWARD, task))
          .isInstanceOf(IOException.class);
      assertNothingButTheBaseIsLeft();
    }
  }

  @Test
  void cancellationAfterTheLastFileLeavesNothing() throws IOException {
    CheckpointStreamFactory cancelling = new Choosy(true, streams);
    assertThatThrownBy(() -> run(cancelling)).hasMessageContaining("checkpoint 5 was cancelled");
    assertNothingButTheBaseIsLeft();
  }

  @Test
  void cancelledBeforeItBeganWritesNothing() throws IOException {
    streams.close();
    assertThatThrownBy(() -> run(storage)).isInstanceOf(IOException.class);
    assertNothingButTheBaseIsLeft();
  }

  @Test
  void fileThatTheStorageWontReuseIsUploadedAgain() throws IOException {
    IncrementalRemoteKeyedStateHandle handle = run(new Choosy(false, new CloseableRegistry()));
    assertThat(Handles.reused(handle)).isEmpty();
    assertThat(handle.getCheckpointedSize()).isEqualTo(9_010 + 10_000 + 20 + 300 + 16);
  }

  @Test
  void tellsTheStorageWhatItReuses() throws IOException {
    Choosy storage = new Choosy(true, new CloseableRegistry());
    run(storage);
    assertThat(storage.reused).containsExactlyInAnyOrderElementsOf(base.values());
  }

  @Test
  void fileThatMayChangeIsNeverReused() throws IOException {
    base.put("CURRENT", base.values().iterator().next());
    IncrementalRemoteKeyedStateHandle handle = run(storage);
    assertThat(Handles.reused(handle)).containsExactly("000007.sst", "000008.seg");
    assertThat(Handles.names(handle.getPrivateState())).contains("CURRENT");
  }

  @ParameterizedTest
  @EnumSource(SharingFilesStrategy.class)
  void onlyTableFilesOfACheckpointAreSharedInTheStorage(SharingFilesStrategy sharing)
      throws IOException {
    long sharedBefore = before.keySet().stream().filter(f -> f.startsWith("shared/")).count();
    run(storage, sharing, streams);
    long sharedFiles =
        storage.stored().keySet().stream().filter(f -> f.startsWith("shared/")).count();
    assertThat(sharedFiles - sharedBefore)
        .isEqualTo(
            switch (sharing) {
              case FORWARD_BACKWARD -> 2;
              case FORWARD -> 4;
              case NO_SHARING -> 0;
            });
  }

  @Test
  void emptyFileIsRefused() throws IOException {
    file("OPTIONS-000012", 0);
    assertThatThrownBy(() -> run(storage)).hasMessageContaining("empty file");
    assertNothingButTheBaseIsLeft();
  }

  /** Streams are created in the order of names, the meta stream last. */
  private void atStream(Step step, int stream, Event event) {
    storage.when(step, stream, event);
  }

  private void assertNothingButTheBaseIsLeft() throws IOException {
    assertThat(storage.stored()).isEqualTo(before);
    assertThat(storage.open()).isZero();
    assertThat(streams.getNumberOfRegisteredCloseables()).isZero();
  }

  private void file(String name, int bytes) throws IOException {
    Files.write(linked.resolve(name), new byte[bytes]);
  }

  private IncrementalRemoteKeyedStateHandle run(CheckpointStreamFactory factory)
      throws IOException {
    return run(factory, SharingFilesStrategy.FORWARD_BACKWARD, streams);
  }

  private IncrementalRemoteKeyedStateHandle run(
      CheckpointStreamFactory factory, SharingFilesStrategy sharing, CloseableRegistry task)
      throws IOException {
    return new ReplayUpload(factory, sharing, task, new Transfers(threads), base)
        .run(linked, new UUID(0, 1), KeyGroupRange.of(0, 3), 5);
  }

  /** Says whether it would reuse, notes what it does and closes a registry then. */
  private final class Choosy implements CheckpointStreamFactory {
    private final boolean reuses;
    private final CloseableRegistry closed;
    private List<StreamStateHandle> reused = List.of();

    Choosy(boolean reuses, CloseableRegistry closed) {
      this.reuses = reuses;
      this.closed = closed;
    }

    @Override
    public CheckpointStateOutputStream createCheckpointStateOutputStream(
        CheckpointedStateScope scope) throws IOException {
      return storage.createCheckpointStateOutputStream(scope);
    }

    @Override
    public boolean couldReuseStateHandle(StreamStateHandle handle) {
      return reuses;
    }

    @Override
    public void reusePreviousStateHandle(Collection<? extends StreamStateHandle> handles) {
      reused = List.copyOf(handles);
      try {
        closed.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public boolean canFastDuplicate(StreamStateHandle handle, CheckpointedStateScope scope) {
      return false;
    }

    @Override
    public List<StreamStateHandle> duplicate(
        List<StreamStateHandle> handles, CheckpointedStateScope scope) {
      throw new UnsupportedOperationException("duplicate");
    }
  }
}
