package io.thalweg.replay.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The list of a snapshot's files with their lengths and SHA-256, in a file of its own whose last
 * line is the SHA-256 of the list. Immutable; any thread may write or verify one.
 *
 * <p>Links are refused, and RocksDB's {@code LOG}, {@code LOG.old.*} and {@code LOCK} are nobody's:
 * not listed, and allowed to be there.
 */
public final class SnapshotManifest {
  public static final String FILE = "MANIFEST.thalweg";
  static final String UNFINISHED_FILE = FILE + ".unfinished";

  private final List<SnapshotFile> files;

  private SnapshotManifest(List<SnapshotFile> files) {
    this.files = files;
  }

  /**
   * Lists and hashes the files of a finished snapshot and stores the manifest: all of it or none.
   *
   * @throws UncheckedIOException if a file can't be read or the manifest not be written
   */
  public static SnapshotManifest write(Path snapshot, Known known) {
    return write(snapshot, known, FileOperations.REAL);
  }

  static SnapshotManifest write(Path snapshot, Known known, FileOperations operations) {
    List<SnapshotFile> files = new ArrayList<>();
    Collection<ListedFile> listed = SnapshotDirectory.list(snapshot).values();
    for (ListedFile file : listed) {
      ManifestLayout.requireOneLine(file.name());
      files.add(new SnapshotFile(file.name(), file.length(), known.sha256(file)));
    }
    known.retain(listed);
    store(snapshot, ManifestLayout.encode(files), operations);
    return new SnapshotManifest(List.copyOf(files));
  }

  private static void store(Path snapshot, byte[] manifest, FileOperations operations) {
    Path unfinished = snapshot.resolve(UNFINISHED_FILE);
    try {
      operations.write(unfinished, manifest);
      operations.force(unfinished);
      operations.rename(unfinished, snapshot.resolve(FILE));
      operations.force(snapshot);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "replay snapshot's manifest can't be written: directory=%s, cause=%s"
              .formatted(snapshot, e),
          e);
    }
  }

  /**
   * Compares every file of the snapshot with its manifest, to the last byte.
   *
   * @throws DamagedSnapshotException if a file is missing, added or changed, or there is no
   *     manifest
   * @throws UncheckedIOException if a file can't be read
   */
  public static void verify(Path snapshot) {
    new Verification(snapshot).run();
  }

  /** Names ascending. */
  public List<SnapshotFile> files() {
    return files;
  }

  /** Of the listed files together. */
  public long totalBytes() {
    return files.stream().mapToLong(SnapshotFile::length).sum();
  }
}
