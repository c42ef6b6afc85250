package io.thalweg.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.cli.terminal.CommandException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.filesystem.RelativeFileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
  private final Instant yesterday = Instant.now().minus(Duration.ofDays(1));
  private static final int FILE_BYTES = 10;

  @TempDir Path state;
  private Path job;

  @BeforeEach
  void name() {
    job = state.resolve("checkpoints").resolve("0123");
  }

  @Test
  void whatARetainedCheckpointRefersToStaysAndTheRestGoes() throws IOException {
    Path sst = old("shared/a");
    Path manifest = old("chk-7/b");
    Path list = old("chk-7/c");
    Path timers = old("taskowned/d");
    checkpoint(
        job.resolve("chk-7"),
        List.of(incremental(handle(sst), handle(manifest))),
        List.of(groups(handle(timers))),
        operator(handle(list)));
    Path lost = old("shared/lost");
    Path unfinished = old("chk-8/unfinished");
    Path left = old("taskowned/left");

    Sweep sweep = Sweep.find(state, yesterday);
    assertThat(sweep.files()).containsExactlyInAnyOrder(real(lost, unfinished, left));
    assertThat(sweep.bytes()).isEqualTo(3 * FILE_BYTES);
    assertThat(lost).exists();
    sweep.delete();

    assertThat(List.of(sst, manifest, list, timers, job.resolve("chk-7").resolve("_metadata")))
        .allMatch(Files::exists);
    assertThat(List.of(lost, unfinished, left, job.resolve("chk-8"))).noneMatch(Files::exists);
  }

  @Test
  void checkpointThatWasNeverSubsumedGoesOnceAYoungerOneIsThere() throws IOException {
    Path shared = old("shared/both");
    Path forgotten = old("chk-7/a");
    Path list = old("chk-7/list");
    checkpoint(
        job.resolve("chk-7"),
        List.of(incremental(handle(shared), handle(forgotten))),
        List.of(),
        operator(handle(list)));
    Path metadata = job.resolve("chk-7/_metadata");
    assertThat(Sweep.find(state, yesterday).files()).as("the only one").isEmpty();

    Path current = old("chk-9/a");
    checkpoint(
        job.resolve("chk-9"),
        List.of(incremental(handle(shared), handle(current))),
        List.of(),
        operator(handle(current)));
    Path younger = job.resolve("chk-9/_metadata");
    Files.setLastModifiedTime(younger, FileTime.from(yesterday.minusSeconds(9)));
    aged(job.resolve("chk-7"));
    Instant before = Instant.now().minus(Duration.ofDays(5));
    assertThat(Sweep.find(state, before).files()).as("both are young").isEmpty();
    Sweep sweep = Sweep.find(state, yesterday);
    assertThat(sweep.files()).containsExactlyInAnyOrder(real(forgotten, list, metadata));
    sweep.delete();
    assertThat(job.resolve("chk-7")).doesNotExist();
    assertThat(List.of(shared, current, younger)).allMatch(Files::exists);
  }

  @Test
  void laterJobMayLiveOnFilesOfAnEarlierOne() throws IOException {
    Path claimed = old("shared/claimed");
    Path dropped = old("shared/dropped");
    checkpoint(
        state.resolve("checkpoints").resolve("4567").resolve("chk-1"),
        List.of(incremental(handle(claimed), inline())),
        List.of(),
        operator(inline()));
    assertThat(Sweep.find(state, yesterday).files()).containsExactly(real(dropped));
  }

  @Test
  void savepointKeepsWhatItRefersToAndIsNeverTouched() throws IOException {
    Path savepoint = Files.createDirectories(state.resolve("savepoints").resolve("savepoint-1"));
    Path own = write(savepoint.resolve("own"));
    write(savepoint.resolve("nobodys"));
    Path shared = old("shared/of-the-savepoint");
    checkpoint(
        savepoint,
        List.of(incremental(handle(shared), relative(own))),
        List.of(),
        operator(inline()));
    assertThat(Sweep.find(state, yesterday).files()).isEmpty();
  }

  @Test
  void whatIsYoungerStays() throws IOException {
    Path young = Files.write(Files.createDirectories(job.resolve("shared")).resolve("a"), file());
    Path youngDirectory = Files.createDirectories(job.resolve("chk-9"));
    Path oldDirectory = aged(Files.createDirectories(job.resolve("chk-8")));
    Sweep.find(state, yesterday).delete();
    assertThat(List.of(young, youngDirectory)).allMatch(Files::exists);
    assertThat(oldDirectory).doesNotExist();
  }

  @Test
  void metadataThatCantBeReadEndsItBeforeAnythingIsDeleted() throws IOException {
    old("shared/a");
    Path broken = Files.createDirectories(job.resolve("chk-7")).resolve("_metadata");
    Files.write(broken, file());
    assertThatThrownBy(() -> Sweep.find(state, yesterday))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("checkpoint metadata can't be read: " + broken);
  }

  @Test
  void directoryThatWasMovedEndsItBeforeAnythingIsDeleted() throws IOException {
    Path sst = old("shared/a");
    checkpoint(
        job.resolve("chk-7"),
        List.of(incremental(handle(sst), inline())),
        List.of(),
        operator(inline()));
    Path elsewhere = state.resolveSibling("elsewhere");
    Files.move(state, elsewhere);
    assertThatThrownBy(() -> Sweep.find(elsewhere, yesterday))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("refers to " + sst + ", which isn't there");
    Files.move(elsewhere, state);
  }

  @Test
  void theSameDirectoryUnderAnotherNameIsTheSame() throws IOException {
    Path sst = old("shared/a");
    checkpoint(
        job.resolve("chk-7"),
        List.of(incremental(handle(sst), inline())),
        List.of(),
        operator(inline()));
    Path link = Files.createSymbolicLink(state.resolveSibling("link-" + UUID.randomUUID()), state);
    try {
      assertThat(Sweep.find(link, yesterday).files()).isEmpty();
    } finally {
      Files.delete(link);
    }
  }

  @Test
  void withoutCheckpointsThereIsNothing() throws IOException {
    assertThat(Sweep.find(state, yesterday).files()).isEmpty();
  }

  private static void checkpoint(
      Path directory,
      List<IncrementalRemoteKeyedStateHandle> keyed,
      List<KeyGroupsStateHandle> timers,
      OperatorStateHandle list)
      throws IOException {
    OperatorState operator = new OperatorState("learn", "uid", new OperatorID(1, 2), 1, 128);
    operator.setCoordinatorState(inline());
    operator.putState(
        0,
        OperatorSubtaskState.builder()
            .setManagedKeyedState(new StateObjectCollection<>(List.copyOf(keyed)))
            .setRawKeyedState(new StateObjectCollection<>(List.copyOf(timers)))
            .setManagedOperatorState(list)
            .build());
    Files.createDirectories(directory);
    try (OutputStream out = Files.newOutputStream(directory.resolve("_metadata"))) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(7, List.of(operator), List.of()), out);
    }
    aged(directory.resolve("_metadata"));
  }

  private static IncrementalRemoteKeyedStateHandle incremental(
      StreamStateHandle shared, StreamStateHandle own) {
    return new IncrementalRemoteKeyedStateHandle(
        new UUID(1, 2),
        KeyGroupRange.of(0, 127),
        7,
        List.of(HandleAndLocalPath.of(shared, "000001.sst")),
        List.of(HandleAndLocalPath.of(own, "MANIFEST")),
        inline());
  }

  private static KeyGroupsStateHandle groups(StreamStateHandle handle) {
    return new KeyGroupsStateHandle(new KeyGroupRangeOffsets(0, 127), handle);
  }

  private static OperatorStateHandle operator(StreamStateHandle handle) {
    return new OperatorStreamStateHandle(Map.of(), handle);
  }

  private static StreamStateHandle handle(Path file) {
    return new FileStateHandle(new org.apache.flink.core.fs.Path(file.toUri()), FILE_BYTES);
  }

  private static StreamStateHandle relative(Path file) {
    return new RelativeFileStateHandle(
        new org.apache.flink.core.fs.Path(file.toUri()), file.getFileName().toString(), FILE_BYTES);
  }

  private static ByteStreamStateHandle inline() {
    return new ByteStreamStateHandle("inline", new byte[] {1});
  }

  private Path old(String name) throws IOException {
    return write(job.resolve(name));
  }

  /** A file from long ago, like its directory. */
  private static Path write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, file());
    aged(file.getParent());
    return aged(file);
  }

  private static Path aged(Path path) throws IOException {
    return Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
  }

  private static byte[] file() {
    return new byte[FILE_BYTES];
  }

  private static Path[] real(Path... files) throws IOException {
    Path[] real = new Path[files.length];
    for (int i = 0; i < files.length; i++) {
      real[i] = files[i].toRealPath();
    }
    return real;
  }
}
