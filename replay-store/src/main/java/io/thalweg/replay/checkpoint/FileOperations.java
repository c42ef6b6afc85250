package io.thalweg.replay.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The steps of writing a file durably, each of which may fail. Thread-safe. */
interface FileOperations {
  FileOperations REAL = new Real();

  /** Creates the file or empties it first. */
  void write(Path file, byte[] bytes) throws IOException;

  /** Brings a file's bytes, or a directory's names, to the disk. */
  void force(Path fileOrDirectory) throws IOException;

  /** Replaces {@code to}, at once. */
  void rename(Path from, Path to) throws IOException;

  /** What the running program uses. */
  final class Real implements FileOperations {
    @Override
    public void write(Path file, byte[] bytes) throws IOException {
      Files.write(file, bytes);
    }

    @Override
    public void force(Path fileOrDirectory) throws IOException {
      try (FileChannel channel = FileChannel.open(fileOrDirectory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
