package io.thalweg.learner.flink;

import io.thalweg.replay.tier.cold.SegmentFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/**
 * Segment files in a directory of any file system that Flink knows. Thread-safe: every read opens
 * the file anew, since Flink's streams have one position and one reader.
 *
 * <p>A file is written under a temporary name and renamed: in an object store, where a rename is a
 * copy, the new name too appears only when it is whole. What a name that is listed holds has been
 * synchronized, as far as the file system does that.
 */
final class FlinkSegmentFiles implements SegmentFiles {
  private static final String UNFINISHED = ".unfinished";
  private static final int COPY_BYTES = 1 << 16;

  private final FileSystem files;
  private final Path directory;
  private volatile boolean closed;

  /** Creates the directory if need be; files in it stay and are listed. */
  FlinkSegmentFiles(Path directory) throws IOException {
    this.directory = directory;
    this.files = directory.getFileSystem();
    if (!files.mkdirs(directory)) {
      throw new IOException("cold segment directory can't be created: " + directory);
    }
  }

  @Override
  public void write(String name, Content content) throws IOException {
    Path file = path(name);
    if (files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path unfinished = path(name + UNFINISHED);
    try {
      try (FSDataOutputStream out = files.create(unfinished, WriteMode.OVERWRITE)) {
        WritableByteChannel channel = Channels.newChannel(out);
        content.writeTo(channel);
        out.flush();
        out.sync();
      }
      if (!files.rename(unfinished, file)) {
        throw new IOException(
            "cold segment can't be renamed: from=%s, to=%s".formatted(unfinished, file));
      }
    } catch (IOException | RuntimeException e) {
      deleteAfter(e, unfinished);
      throw e;
    }
  }

  private void deleteAfter(Exception failure, Path unfinished) {
    try {
      files.delete(unfinished, false);
    } catch (IOException second) {
      failure.addSuppressed(second);
    }
  }

  @Override
  public int read(String name, long offset, ByteBuffer into) throws IOException {
    requireOpen();
    int start = into.position();
    try (FSDataInputStream in = files.open(path(name))) {
      in.seek(offset);
      byte[] part = new byte[Math.min(COPY_BYTES, into.remaining())];
      while (into.hasRemaining()) {
        int read = in.read(part, 0, Math.min(part.length, into.remaining()));
        if (read < 0) {
          break;
        }
        into.put(part, 0, read);
      }
    }
    return into.position() - start;
  }

  @Override
  public long length(String name) throws IOException {
    return files.getFileStatus(path(name)).getLen();
  }

  @Override
  public void delete(String name) throws IOException {
    Path file = path(name);
    if (!files.delete(file, false) && files.exists(file)) {
      throw new IOException("cold segment can't be deleted: " + file);
    }
  }

  @Override
  public List<String> list() throws IOException {
    FileStatus[] found = files.listStatus(directory);
    if (found == null) {
      throw new FileNotFoundException("cold segment directory is gone: " + directory);
    }
    return Arrays.stream(found)
        .filter(file -> !file.isDir())
        .map(file -> file.getPath().getName())
        .filter(name -> !name.endsWith(UNFINISHED))
        .toList();
  }

  /** Always a copy. */
  @Override
  public void linkInto(String name, java.nio.file.Path target) throws IOException {
    java.nio.file.Path copy = target.resolve(name);
    try (FSDataInputStream in = files.open(path(name));
        FileChannel out =
            FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      try {
        in.transferTo(Channels.newOutputStream(out));
        out.force(true);
      } catch (IOException e) {
        Files.deleteIfExists(copy);
        throw e;
      }
    }
  }

  private Path path(String name) {
    return new Path(directory, name);
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("cold segment files are closed: directory=" + directory);
    }
  }

  /** The files stay. */
  @Override
  public void close() {
    closed = true;
  }
}
