package io.thalweg.model.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A directory: the file {@code abcd...} lies at {@code root/ab/abcd...}. A file appears under its
 * name by an atomic rename after its bytes were forced to disk, so a reader never sees half of one;
 * a crash can leave a {@code .put-*} file behind, which nothing reads: {@link #unfinished}.
 * Thread-safe, also between processes that share the directory.
 */
public final class LocalModelStore implements ModelStore {
  static final String UNFINISHED = ".put-";

  private final Path root;

  public LocalModelStore(Path root) {
    this.root = root;
  }

  @Override
  public String put(byte[] content) throws IOException {
    String sha256 = Sha256.hex(content);
    Path file = fileOf(sha256);
    if (holds(file, sha256, content.length)) {
      return sha256;
    }
    Path directory = root.resolve(sha256.substring(0, 2));
    Files.createDirectories(directory);
    Path temporary = directory.resolve(UNFINISHED + UUID.randomUUID());
    try {
      write(temporary, content);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    force(directory);
    force(root);
    return sha256;
  }

  @Override
  public byte[] get(String sha256, long maxBytes) throws IOException {
    if (!Sha256.isHex(sha256)) {
      throw new IOException(
          "model store %s: '%s' is no file name, want 64 lower-case hex digits"
              .formatted(root, sha256));
    }
    byte[] content = read(fileOf(sha256), Math.min(maxBytes, Integer.MAX_VALUE - 8));
    String actual = Sha256.hex(content);
    if (!actual.equals(sha256)) {
      throw new IOException(
          "%s is corrupt: %d bytes with sha256=%s"
              .formatted(fileOf(sha256), content.length, actual));
    }
    return content;
  }

  /**
   * Files that somebody has begun to put and never ended, if {@code begunBefore} is longer ago than
   * a put takes. They may be deleted.
   */
  public List<Path> unfinished(Instant begunBefore) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files =
        Files.find(
            root,
            2,
            (file, attributes) ->
                attributes.isRegularFile()
                    && file.getFileName().toString().startsWith(UNFINISHED)
                    && attributes.lastModifiedTime().toInstant().isBefore(begunBefore))) {
      return files.sorted().toList();
    }
  }

  private Path fileOf(String sha256) {
    return root.resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  /** A corrupt file counts as absent, so that putting its content again repairs it. */
  private static boolean holds(Path file, String sha256, int sizeBytes) throws IOException {
    return Files.exists(file)
        && Files.size(file) == sizeBytes
        && Sha256.hex(Files.readAllBytes(file)).equals(sha256);
  }

  static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  static byte[] read(Path file, long maxBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > maxBytes) {
        throw new IOException(
            "%s is %d bytes long, the limit is %d".formatted(file, size, maxBytes));
      }
      ByteBuffer content = ByteBuffer.allocate((int) size);
      while (content.hasRemaining() && channel.read(content) >= 0) {}
      return content.array();
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    }
  }

  /** Makes a rename durable: on Linux the directory is forced like a file. */
  static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
