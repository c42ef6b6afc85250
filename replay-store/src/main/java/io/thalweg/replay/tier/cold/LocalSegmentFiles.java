package io.thalweg.replay.tier.cold;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Segment files in a directory; a file that was read stays open until it is deleted. Thread-safe.
 *
 * <p>An interrupted reader closes the channel under all the others (that is Java's rule): they open
 * the file again and go on.
 */
public final class LocalSegmentFiles implements SegmentFiles {
  private static final String UNFINISHED = ".unfinished";

  private final Path directory;
  private final Map<String, FileChannel> channels = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Creates the directory if need be; files in it stay and are listed. */
  public LocalSegmentFiles(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  @Override
  public void write(String name, Content content) throws IOException {
    Path file = directory.resolve(name);
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path unfinished = directory.resolve(name + UNFINISHED);
    try {
      try (FileChannel channel =
          FileChannel.open(
              unfinished,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    force(directory);
  }

  @Override
  public int read(String name, long offset, ByteBuffer into) throws IOException {
    int start = into.position();
    while (true) {
      FileChannel channel = channel(name);
      try {
        return read(channel, offset, into);
      } catch (ClosedByInterruptException interrupted) {
        channels.remove(name, channel);
        throw interrupted;
      } catch (ClosedChannelException byAnotherThread) {
        channels.remove(name, channel);
        into.position(start);
      }
    }
  }

  private static int read(FileChannel channel, long offset, ByteBuffer into) throws IOException {
    int start = into.position();
    while (into.hasRemaining()) {
      if (channel.read(into, offset + into.position() - start) < 0) {
        break;
      }
    }
    return into.position() - start;
  }

  private FileChannel channel(String name) throws IOException {
    FileChannel open = channels.get(name);
    if (open != null) {
      return open;
    }
    try {
      open = channels.computeIfAbsent(name, this::open);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (closed) {
      close();
    }
    return open;
  }

  private FileChannel open(String name) {
    try {
      if (closed) {
        throw new IOException("cold segment files are closed: directory=" + directory);
      }
      return FileChannel.open(directory.resolve(name), StandardOpenOption.READ);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long length(String name) throws IOException {
    return Files.size(directory.resolve(name));
  }

  /** The file goes first: whoever finds its channel closed can't open it again. */
  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
    close(name);
  }

  private void close(String name) throws IOException {
    FileChannel open = channels.remove(name);
    if (open != null) {
      open.close();
    }
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(UNFINISHED))
          .toList();
    }
  }

  @Override
  public void linkInto(String name, Path target) throws IOException {
    Path file = directory.resolve(name);
    Path link = target.resolve(name);
    try {
      Files.createLink(link, file);
    } catch (FileAlreadyExistsException taken) {
      throw taken;
    } catch (FileSystemException | UnsupportedOperationException acrossFileSystems) {
      Files.copy(file, link);
      force(link);
    }
  }

  private static void force(Path fileOrDirectory) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrDirectory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    for (String name : channels.keySet()) {
      close(name);
    }
  }
}
