package io.thalweg.replay.checkpoint;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which files of a directory belong to a snapshot. Immutable. */
final class SnapshotDirectory {
  private SnapshotDirectory() {}

  /** By name, subdirectories included; links are not followed and refused. */
  static SortedMap<String, ListedFile> list(Path snapshot) {
    SortedMap<String, ListedFile> files = new TreeMap<>();
    try {
      Path root = snapshot.toRealPath();
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
              String name = root.relativize(path).toString().replace(File.separatorChar, '/');
              if (!isForeign(name)) {
                requirePlain(snapshot, name, attributes);
                files.put(name, ListedFile.of(name, path, attributes));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(
          "replay snapshot can't be listed: directory=%s, cause=%s".formatted(snapshot, e), e);
    }
    return files;
  }

  /** The manifest itself, and what RocksDB writes into every directory that it opens. */
  private static boolean isForeign(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    return name.equals(SnapshotManifest.FILE)
        || name.equals(SnapshotManifest.UNFINISHED_FILE)
        || file.equals("LOCK")
        || file.equals("LOG")
        || file.startsWith("LOG.old.");
  }

  private static void requirePlain(Path snapshot, String name, BasicFileAttributes attributes) {
    if (!attributes.isRegularFile()) {
      throw new DamagedSnapshotException(
          snapshot, name, "kind", "regular file", attributes.isSymbolicLink() ? "link" : "other");
    }
  }
}
