package io.thalweg.replay.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A directory that looks like a table's snapshot, no two of its files with the same bytes. */
final class TestSnapshot {
  private TestSnapshot() {}

  /** The files, the manifest not among them. */
  static List<Path> create(Path directory, SplittableRandom random) throws IOException {
    Files.createDirectories(directory.resolve("cold"));
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 3 + random.nextInt(4); i++) {
      files.add(
          write(directory.resolve("%06d.sst".formatted(i)), random, 1 + random.nextInt(20_000)));
    }
    files.add(write(directory.resolve("cold/a.seg"), random, 30_000));
    files.add(write(directory.resolve("cold/b.seg"), random, 30_000));
    files.add(write(directory.resolve("CURRENT"), random, 16));
    write(directory.resolve("LOG"), random, 100);
    write(directory.resolve("LOCK"), random, 0);
    return files;
  }

  static Path write(Path file, SplittableRandom random, int length) throws IOException {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Files.write(file, bytes);
  }

  static Known known() {
    return new Known(name -> name.endsWith(".sst") || name.endsWith(".seg"));
  }
}
