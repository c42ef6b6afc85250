package io.thalweg.replay.checkpoint;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** A regular file found in a snapshot directory. Immutable. */
record ListedFile(String name, Path path, long length, @Nullable Identity identity) {

  /** Equal for two paths only if they lead to the same unchanged file. */
  record Identity(String name, long length, FileTime modified, Object fileKey) {}

  static ListedFile of(String name, Path path, BasicFileAttributes attributes) {
    Object fileKey = attributes.fileKey();
    return new ListedFile(
        name,
        path,
        attributes.size(),
        fileKey == null
            ? null
            : new Identity(name, attributes.size(), attributes.lastModifiedTime(), fileKey));
  }

  /** Read from its first byte to its last. */
  String hash() {
    return Sha256.of(path, length);
  }
}
