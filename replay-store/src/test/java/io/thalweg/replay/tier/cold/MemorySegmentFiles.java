package io.thalweg.replay.tier.cold;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An object store of one process, whose objects a test may damage. Thread-safe. */
final class MemorySegmentFiles implements SegmentFiles {
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();

  /** Whatever was under the name. */
  void replace(String name, byte[] bytes) {
    objects.put(name, bytes);
  }

  byte[] bytes(String name) throws IOException {
    byte[] bytes = objects.get(name);
    if (bytes == null) {
      throw new NoSuchFileException(name);
    }
    return bytes;
  }

  @Override
  public void write(String name, Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.writeTo(Channels.newChannel(bytes));
    if (objects.putIfAbsent(name, bytes.toByteArray()) != null) {
      throw new FileAlreadyExistsException(name);
    }
  }

  @Override
  public int read(String name, long offset, ByteBuffer into) throws IOException {
    byte[] bytes = bytes(name);
    int read = Math.max(0, Math.min(into.remaining(), bytes.length - (int) offset));
    into.put(bytes, (int) offset, read);
    return read;
  }

  @Override
  public long length(String name) throws IOException {
    return bytes(name).length;
  }

  @Override
  public void delete(String name) {
    objects.remove(name);
  }

  @Override
  public List<String> list() {
    return List.copyOf(objects.keySet());
  }

  @Override
  public void linkInto(String name, Path directory) throws IOException {
    Files.write(directory.resolve(name), bytes(name));
  }

  @Override
  public void close() {}
}
