package io.thalweg.cli.sweep;

import io.thalweg.cli.terminal.CommandException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.AbstractMergedChannelStateHandle;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

/**
 * The files that checkpoints and savepoints refer to. What it doesn't understand it refuses:
 * whoever deletes by it must have seen every reference. Confined to one thread.
 */
final class References {
  private static final String METADATA = "_metadata";

  /** Real paths, as one directory may be named in several ways. */
  private final Set<Path> files = new HashSet<>();

  /** Whether a checkpoint refers to this file, a real path. */
  boolean contains(Path file) {
    return files.contains(file);
  }

  /** Adds those of one checkpoint or savepoint, and its metadata file. */
  void read(Path checkpoint) throws IOException {
    Path metadata = checkpoint.resolve(METADATA);
    files.add(metadata.toRealPath());
    CheckpointMetadata read;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
      read =
          Checkpoints.loadCheckpointMetadata(
              in, References.class.getClassLoader(), checkpoint.toUri().toString());
    } catch (IOException | RuntimeException e) {
      throw new CommandException(
          "checkpoint metadata can't be read: %s, cause=%s; delete its directory if you don't need it"
              .formatted(metadata, e));
    }
    for (OperatorState operator : read.getOperatorStates()) {
      if (operator.getCoordinatorState() != null) {
        add(checkpoint, operator.getCoordinatorState());
      }
      for (OperatorSubtaskState subtask : operator.getStates()) {
        subtask.getManagedOperatorState().forEach(state -> add(checkpoint, state));
        subtask.getRawOperatorState().forEach(state -> add(checkpoint, state));
        subtask.getManagedKeyedState().forEach(state -> add(checkpoint, state));
        subtask.getRawKeyedState().forEach(state -> add(checkpoint, state));
        subtask.getInputChannelState().forEach(state -> add(checkpoint, state));
        subtask.getResultSubpartitionState().forEach(state -> add(checkpoint, state));
      }
    }
  }

  private void add(Path checkpoint, StateObject state) {
    if (state instanceof FileStateHandle file) {
      addFile(checkpoint, file);
    } else if (state instanceof IncrementalRemoteKeyedStateHandle incremental) {
      incremental.streamSubHandles().forEach(part -> add(checkpoint, part));
    } else if (state instanceof KeyGroupsStateHandle groups) {
      add(checkpoint, groups.getDelegateStateHandle());
    } else if (state instanceof OperatorStateHandle operator) {
      add(checkpoint, operator.getDelegateStateHandle());
    } else if (state instanceof AbstractMergedChannelStateHandle<?, ?> channels) {
      add(checkpoint, channels.getDelegate());
    } else if (!(state instanceof ByteStreamStateHandle)) {
      throw new CommandException(
          "checkpoint %s holds state of a kind that isn't known here: %s; nothing was deleted"
              .formatted(checkpoint, state.getClass().getSimpleName()));
    }
  }

  private void addFile(Path checkpoint, FileStateHandle handle) {
    org.apache.flink.core.fs.Path path = handle.getFilePath();
    if (path.toUri().getScheme() != null && !path.toUri().getScheme().equals("file")) {
      return; // not on this disk
    }
    try {
      files.add(Path.of(path.toUri().getPath()).toRealPath());
    } catch (IOException e) {
      throw new CommandException(
          "checkpoint %s refers to %s, which isn't there; put it back where it was, or delete the checkpoint's directory if you don't need it"
              .formatted(checkpoint, path.toUri().getPath()));
    }
  }
}
