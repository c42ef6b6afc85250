package io.thalweg.model.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which versions of a local store have been released, for readers that follow no log: the file
 * {@code root/releases/MODEL/VERSION} holds a version's announcement and appears by an atomic
 * rename. Whoever writes one has seen the release committed. Thread-safe, also between processes.
 */
public final class ReleaseEntries {
  /** Of a model; older ones are deleted. */
  static final int MOST = 1_000;

  private static final long MAX_BYTES = 64 << 10;
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
  private static final Pattern VERSION = Pattern.compile("0|[1-9][0-9]{0,17}");

  private final Path root;

  /**
   * Beside the files of a store.
   *
   * @param store its directory
   */
  public ReleaseEntries(Path store) {
    this.root = store.resolve("releases");
  }

  /** Writes the entry of a version, whole or not at all; the same one again changes nothing. */
  public void put(String model, long version, byte[] announcement) throws IOException {
    Path directory = directory(model);
    Files.createDirectories(directory);
    Path temporary = root.resolve(LocalModelStore.UNFINISHED + UUID.randomUUID());
    try {
      LocalModelStore.write(temporary, announcement);
      Files.move(
          temporary, directory.resolve(Long.toString(version)), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    LocalModelStore.force(directory);
    List<Long> all = versions(model);
    for (long old : all.subList(0, Math.max(0, all.size() - MOST))) {
      Files.deleteIfExists(directory.resolve(Long.toString(old)));
    }
  }

  /** The models that have entries. */
  public List<String> models() throws IOException {
    return names(root, MODEL).sorted().toList();
  }

  /** The versions that have entries, in order. */
  public List<Long> versions(String model) throws IOException {
    return names(directory(model), VERSION).map(Long::valueOf).sorted().toList();
  }

  /** What {@link #put} was given. */
  public byte[] get(String model, long version) throws IOException {
    return LocalModelStore.read(directory(model).resolve(Long.toString(version)), MAX_BYTES);
  }

  private Path directory(String model) throws IOException {
    if (!MODEL.matcher(model).matches()) {
      throw new IOException("'%s' is no name of a model under %s".formatted(model, root));
    }
    return root.resolve(model);
  }

  private static Stream<String> names(Path directory, Pattern form) throws IOException {
    if (!Files.isDirectory(directory)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(name -> form.matcher(name).matches())
          .toList()
          .stream();
    }
  }
}
