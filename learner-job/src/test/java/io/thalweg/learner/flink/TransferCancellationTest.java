package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.checkpoint.SnapshotType.SharingFilesStrategy;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.PhysicalStateHandleID;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStreamFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Something happens at the k-th operation of a transfer, for every k that there is. */
class TransferCancellationTest {
  private static final int ENOUGH = 200;
  private static final int THREADS = 3;

  @TempDir Path temp;
  private Path linked;
  private Path storage;

  enum What {
    FAILURE,
    CANCELLATION,
    INTERRUPT
  }

  @BeforeEach
  void link() throws IOException {
    linked = Files.createDirectory(temp.resolve("linked"));
    storage = temp.resolve("storage");
    for (int i = 0; i < 12; i++) {
      Files.write(linked.resolve("00000%d.sst".formatted(i)), new byte[1000 + 2500 * i]);
    }
    Files.write(linked.resolve("CURRENT"), new byte[16]);
  }

  @AfterEach
  void noThreadIsLeft() {
    await().untilAsserted(() -> assertThat(transferThreads()).isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void whateverHappensAtTheKthOperationOfAnUploadNoFileStays(What what) throws Exception {
    int k = 0;
    boolean struck = true;
    while (struck) {
      CloseableRegistry streams = new CloseableRegistry();
      CountingFiles files = new CountingFiles(++k, event(what, streams));
      try {
        upload(files, streams).discardState();
        struck = false;
      } catch (IOException expected) {
        assertThat(files.operations()).isGreaterThanOrEqualTo(k);
      }
      Thread.interrupted();
      assertThat(filesBelow(storage)).as("after %s at operation %d", what, k).isEmpty();
      assertThat(files.open()).as("open after %s at operation %d", what, k).isZero();
      assertThat(streams.getNumberOfRegisteredCloseables()).isZero();
      assertThat(struck || k > files.operations()).as("operation %d was struck", k).isTrue();
    }
    assertThat(k).isBetween(30, ENOUGH);
  }

  @ParameterizedTest
  @EnumSource
  void whateverHappensAtTheKthOperationOfADownloadNoFileStays(What what) throws Exception {
    IncrementalRemoteKeyedStateHandle stored;
    try (TestStore store = TestStore.open(temp.resolve("task"), TestStore.ALL).learn(0, 500)) {
      store.take(1, TestStore.INCREMENTAL, new CheckpointFiles(storage, 0));
      store.learn(500, 700);
      stored = store.take(2, TestStore.INCREMENTAL, new CheckpointFiles(storage, 0)).handle();
    }
    Set<String> before = filesBelow(storage);
    Path next = temp.resolve("next");
    int k = 0;
    boolean struck = true;
    while (struck) {
      CloseableRegistry task = new CloseableRegistry();
      CountingFiles files = new CountingFiles(++k, event(what, task));
      try {
        TestStore.open(next, TestStore.ALL, task, List.of(through(files, stored))).close();
        struck = false;
      } catch (IOException expected) {
        assertThat(filesBelow(next)).as("after %s at operation %d", what, k).isEmpty();
      }
      Thread.interrupted();
      assertThat(files.open()).as("open after %s at operation %d", what, k).isZero();
      assertThat(task.getNumberOfRegisteredCloseables()).isZero();
      assertThat(struck || k > files.operations()).as("operation %d was struck", k).isTrue();
      Directories.deleteTree(next);
    }
    assertThat(k).isBetween(10, ENOUGH);
    assertThat(filesBelow(storage)).isEqualTo(before);
  }

  @Test
  void filesGoSideBySideButNoMoreThanWereAllowed() throws Exception {
    CountDownLatch together = new CountDownLatch(THREADS);
    List<Transfers.Copy<Integer>> copies =
        Stream.<Transfers.Copy<Integer>>generate(
                () ->
                    stop -> {
                      together.countDown();
                      together.await();
                      return transferThreads().size();
                    })
            .limit(3L * THREADS)
            .toList();
    List<Integer> threads = new Transfers(THREADS).run(new CloseableRegistry(), copies);
    assertThat(threads).hasSize(3 * THREADS).allMatch(n -> n <= THREADS);
  }

  @Test
  void interruptedTaskThreadStopsItsDownloadAndStaysInterrupted() {
    Thread caller = Thread.currentThread();
    CountDownLatch never = new CountDownLatch(1);
    List<Transfers.Copy<Integer>> copies =
        List.of(
            stop -> {
              caller.interrupt();
              never.await();
              return 1;
            });
    assertThatThrownBy(() -> new Transfers(1).run(new CloseableRegistry(), copies))
        .hasMessage("the transfer was cancelled");
    assertThat(Thread.interrupted()).isTrue();
  }

  /** Interrupts the thread that waits for the transfer, as Flink does when it cancels. */
  private static CheckpointFiles.Event event(What what, CloseableRegistry registry) {
    Thread waiting = Thread.currentThread();
    return switch (what) {
      case FAILURE ->
          () -> {
            throw new IOException("disk full");
          };
      case CANCELLATION -> registry::close;
      case INTERRUPT ->
          () -> {
            registry.close();
            waiting.interrupt();
          };
    };
  }

  private IncrementalRemoteKeyedStateHandle upload(CountingFiles files, CloseableRegistry streams)
      throws IOException {
    CheckpointStreamFactory factory =
        new FsCheckpointStreamFactory(
            files,
            new org.apache.flink.core.fs.Path(storage.resolve("own").toUri()),
            new org.apache.flink.core.fs.Path(storage.resolve("shared").toUri()),
            0,
            4096);
    return new ReplayUpload(
            factory,
            SharingFilesStrategy.FORWARD_BACKWARD,
            streams,
            new Transfers(THREADS),
            Map.of())
        .run(linked, new UUID(0, 1), KeyGroupRange.of(0, 3), 5);
  }

  private static IncrementalRemoteKeyedStateHandle through(
      CountingFiles files, IncrementalRemoteKeyedStateHandle handle) {
    return new IncrementalRemoteKeyedStateHandle(
        handle.getBackendIdentifier(),
        handle.getKeyGroupRange(),
        handle.getCheckpointId(),
        through(files, handle.getSharedState()),
        through(files, handle.getPrivateState()),
        handle.getMetaDataStateHandle());
  }

  private static List<HandleAndLocalPath> through(
      CountingFiles files, List<HandleAndLocalPath> handles) {
    return handles.stream()
        .map(h -> HandleAndLocalPath.of(new Counted(files, h.getHandle()), h.getLocalPath()))
        .toList();
  }

  private static Set<String> filesBelow(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return Set.of();
    }
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(Path::toString)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static List<String> transferThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.equals("thalweg-replay-transfer"))
        .toList();
  }

  /** A handle whose file is read through another file system. */
  private record Counted(CountingFiles files, StreamStateHandle handle)
      implements StreamStateHandle {
    @Override
    public FSDataInputStream openInputStream() throws IOException {
      return files.open(handle.maybeGetPath().orElseThrow());
    }

    @Override
    public java.util.Optional<byte[]> asBytesIfInMemory() {
      return handle.asBytesIfInMemory();
    }

    @Override
    public PhysicalStateHandleID getStreamStateHandleID() {
      return handle.getStreamStateHandleID();
    }

    @Override
    public void discardState() {}

    @Override
    public long getStateSize() {
      return handle.getStateSize();
    }
  }
}
