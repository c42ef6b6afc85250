package io.thalweg.replay.checkpoint;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotCorruptionSimulationTest {
  private static final int CORRUPTED = 300;
  private static final int INTACT = 100;
  private static final String LINE =
      "replay snapshot is damaged: directory=%s, file=[^\\n]+, rule=[^\\n]+, expected=[^\\n]+, found=[^\\n]*; restore an older snapshot";

  private enum Corruption {
    FLIPPED_BIT,
    TRUNCATION,
    ADDED_BYTE,
    MISSING_FILE,
    SWAPPED_FILES,
    EXTRA_FILE,
    MANIFEST_FLIPPED_BIT,
    MANIFEST_TRUNCATION,
    MANIFEST_ADDED_BYTE,
    MANIFEST_OF_ANOTHER
  }

  /** No test cuts the power here, so nothing waits for the disk. */
  private static final FileOperations UNFORCED =
      new FileOperations() {
        @Override
        public void write(Path file, byte[] bytes) throws IOException {
          REAL.write(file, bytes);
        }

        @Override
        public void force(Path fileOrDirectory) {}

        @Override
        public void rename(Path from, Path to) throws IOException {
          REAL.rename(from, to);
        }
      };

  @TempDir Path root;

  @Test
  void everyCorruptionIsDetected() throws IOException {
    Corruption[] kinds = Corruption.values();
    for (int seed = 0; seed < CORRUPTED; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Path snapshot = root.resolve("snapshot-" + seed);
      List<Path> files = TestSnapshot.create(snapshot, random);
      SnapshotManifest.write(snapshot, TestSnapshot.known(), UNFORCED);
      Corruption corruption = kinds[seed % kinds.length];
      corrupt(corruption, snapshot, files, random);
      assertThatThrownBy(() -> SnapshotManifest.verify(snapshot))
          .as("seed %d, %s", seed, corruption)
          .isInstanceOf(DamagedSnapshotException.class)
          .hasMessageMatching(LINE.formatted(snapshot));
    }
  }

  @Test
  void noIntactSnapshotIsRefused() throws IOException {
    Known known = TestSnapshot.known();
    for (int seed = 0; seed < INTACT; seed++) {
      Path snapshot = root.resolve("intact-" + seed);
      TestSnapshot.create(snapshot, new SplittableRandom(seed));
      if (seed > 0 && seed % 2 == 0) {
        Path previous = root.resolve("intact-" + (seed - 1)).resolve("000000.sst");
        Files.createLink(snapshot.resolve("linked.sst"), previous);
      }
      SnapshotManifest.write(snapshot, known, UNFORCED);
      assertThatCode(() -> SnapshotManifest.verify(snapshot))
          .as("seed %d", seed)
          .doesNotThrowAnyException();
    }
  }

  private void corrupt(
      Corruption corruption, Path snapshot, List<Path> files, SplittableRandom random)
      throws IOException {
    Path file = files.get(random.nextInt(files.size()));
    Path manifest = snapshot.resolve(SnapshotManifest.FILE);
    switch (corruption) {
      case FLIPPED_BIT -> flip(file, random);
      case TRUNCATION -> truncate(file, random);
      case ADDED_BYTE -> add(file, random);
      case MISSING_FILE -> Files.delete(file);
      case SWAPPED_FILES -> swap(snapshot.resolve("cold/a.seg"), snapshot.resolve("cold/b.seg"));
      case EXTRA_FILE -> TestSnapshot.write(snapshot.resolve("cold/0.seg"), random, 10);
      case MANIFEST_FLIPPED_BIT -> flip(manifest, random);
      case MANIFEST_TRUNCATION -> truncate(manifest, random);
      case MANIFEST_ADDED_BYTE -> add(manifest, random);
      case MANIFEST_OF_ANOTHER -> {
        Path other = snapshot.resolveSibling("other-" + snapshot.getFileName());
        TestSnapshot.create(other, random);
        SnapshotManifest.write(other, TestSnapshot.known(), UNFORCED);
        swap(manifest, other.resolve(SnapshotManifest.FILE));
      }
    }
  }

  private static void flip(Path file, SplittableRandom random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int bit = random.nextInt(bytes.length * 8);
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    Files.write(file, bytes);
  }

  private static void truncate(Path file, SplittableRandom random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
  }

  private static void add(Path file, SplittableRandom random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    longer[bytes.length] = (byte) random.nextInt();
    Files.write(file, longer);
  }

  private static void swap(Path one, Path other) throws IOException {
    Path aside = one.resolveSibling("aside");
    Files.move(one, aside);
    Files.move(other, one);
    Files.move(aside, other);
  }
}
