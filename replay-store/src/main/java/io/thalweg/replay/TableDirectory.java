package io.thalweg.replay;

import io.thalweg.replay.checkpoint.SnapshotManifest;
import io.thalweg.replay.tier.TierException;
import io.thalweg.replay.tier.WarmTier;
import io.thalweg.replay.tier.cold.ColdTier;
import io.thalweg.replay.tier.rocksdb.WarmOptions;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a table: RocksDB's in its directory, those of the cold tier in {@code cold} below
 * it. In a snapshot all lie side by side. Immutable.
 */
final class TableDirectory {
  private static final String COLD = "cold";
  private static final String WARM_FILE = ".sst";
  private static final String COLD_FILE = ".seg";

  private final ReplayConfig config;
  private final Path directory;
  private final Storage storage;

  TableDirectory(ReplayConfig config, Path directory, Storage storage) {
    this.config = config;
    this.directory = directory;
    this.storage = storage;
  }

  static boolean isImmutable(String fileName) {
    return fileName.endsWith(WARM_FILE) || fileName.endsWith(COLD_FILE);
  }

  /** Creates the directory if need be; one with files in it is refused. */
  void requireEmpty() {
    try {
      Files.createDirectories(directory);
      if (!list(directory).isEmpty()) {
        throw new IllegalArgumentException(
            "replay directory is not empty: %s; give every table a directory of its own"
                .formatted(directory));
      }
    } catch (IOException e) {
      throw new TierException("replay directory can't be created: " + directory, e);
    }
  }

  /** Brings a snapshot in under the same names: immutable files by hard link, others by copy. */
  void bringIn(Path snapshot) {
    requireEmpty();
    try {
      for (Path file : list(snapshot)) {
        String name = file.getFileName().toString();
        if (name.endsWith(WARM_FILE)) {
          linkOrCopy(file, directory.resolve(name));
        } else if (name.endsWith(COLD_FILE) && config.tiers().coldDiskBytes() == 0) {
          throw new IncompatibleSnapshotException(
              "replay snapshot has a cold tier, coldDiskBytes is 0: %s; restore with a cold tier"
                  .formatted(snapshot));
        } else if (name.endsWith(COLD_FILE)) {
          linkOrCopy(file, Files.createDirectories(directory.resolve(COLD)).resolve(name));
        } else if (!name.equals(SnapshotManifest.FILE)) {
          Files.copy(file, directory.resolve(name));
        }
      }
    } catch (IOException e) {
      throw new TierException(
          "replay snapshot can't be brought in: from=%s, to=%s, cause=%s"
              .formatted(snapshot, directory, e),
          e);
    }
  }

  /** The tiers of a table that lives here; the caller closes them. */
  Tiers openTiers() {
    return open(directory, directory.resolve(COLD), WarmOptions.Access.READ_WRITE);
  }

  /** The tiers as a snapshot here has them, to be read only; the caller closes them. */
  Tiers openSnapshot() {
    return open(directory, directory, WarmOptions.Access.READ_ONLY);
  }

  private Tiers open(Path warmFiles, Path coldFiles, WarmOptions.Access access) {
    WarmOptions.Reads reads =
        switch (config.tiers().reads()) {
          case BUFFERED -> WarmOptions.Reads.BUFFERED;
          case DIRECT -> WarmOptions.Reads.DIRECT;
        };
    WarmTier warm =
        storage.openWarm(
            warmFiles, new WarmOptions(config.tiers().warmMemoryBytes(), reads, access));
    return CloseOnFailure.run(warm, () -> new Tiers(warm, openCold(coldFiles)));
  }

  private @Nullable ColdTier openCold(Path coldFiles) {
    if (config.tiers().coldDiskBytes() == 0) {
      return null;
    }
    try {
      return ColdTier.open(storage.openCold(coldFiles), ThreadLocalRandom.current().nextLong());
    } catch (IOException e) {
      throw new TierException("replay cold tier can't be opened: " + coldFiles, e);
    }
  }

  /** Deletes a directory of files. */
  static void deleteFlat(Path directory) throws IOException {
    for (Path file : list(directory)) {
      Files.delete(file);
    }
    Files.delete(directory);
  }

  private static void linkOrCopy(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file);
    } catch (FileSystemException | UnsupportedOperationException acrossFileSystems) {
      Files.copy(file, target);
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
