package io.thalweg.replay.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotManifestTest {
  @TempDir Path root;
  private Path snapshot;
  private List<Path> files;

  @BeforeEach
  void createSnapshot() throws IOException {
    snapshot = root.resolve("snapshot");
    files = TestSnapshot.create(snapshot, new SplittableRandom(1));
  }

  @Test
  void everyFileIsListedButRocksDbsLogAndLock() throws IOException {
    SnapshotManifest manifest = SnapshotManifest.write(snapshot, TestSnapshot.known());
    assertThat(manifest.files())
        .extracting(SnapshotFile::name)
        .containsExactlyInAnyOrderElementsOf(
            files.stream().map(file -> snapshot.relativize(file).toString()).toList());
    assertThat(manifest.totalBytes())
        .isEqualTo(files.stream().mapToLong(file -> file.toFile().length()).sum());
    Files.writeString(snapshot.resolve("LOG"), "opened again");
    Files.writeString(snapshot.resolve("LOG.old.1700000000"), "opened before");
    Files.delete(snapshot.resolve("LOCK"));
    assertThatCode(() -> SnapshotManifest.verify(snapshot)).doesNotThrowAnyException();
  }

  @Test
  void aSnapshotWithoutManifestIsRefusedWithALineOfItsOwn() {
    assertThatThrownBy(() -> SnapshotManifest.verify(snapshot))
        .isInstanceOf(DamagedSnapshotException.class)
        .hasMessage(
            "replay snapshot is damaged: directory=%s, file=MANIFEST.thalweg, rule=manifest, expected=there, found=missing; restore an older snapshot"
                .formatted(snapshot));
  }

  @Test
  void aLargeSnapshotIsVerifiedToItsLastFile() throws IOException {
    List<Path> large = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "large-%d.sst".formatted(i);
      large.add(TestSnapshot.write(snapshot.resolve(name), new SplittableRandom(i), 1 << 22));
    }
    SnapshotManifest.write(snapshot, TestSnapshot.known());
    assertThatCode(() -> SnapshotManifest.verify(snapshot)).doesNotThrowAnyException();
    for (Path file : large) {
      alterUnnoticed(file);
      assertThatThrownBy(() -> SnapshotManifest.verify(snapshot))
          .isInstanceOf(DamagedSnapshotException.class)
          .hasMessageContaining("file=%s, rule=SHA-256".formatted(file.getFileName()));
      alterUnnoticed(file);
    }
    assertThatCode(() -> SnapshotManifest.verify(snapshot)).doesNotThrowAnyException();
  }

  @Test
  void aLinkIsRefused() throws IOException {
    Files.createSymbolicLink(snapshot.resolve("000099.sst"), files.get(0));
    assertThatThrownBy(() -> SnapshotManifest.write(snapshot, TestSnapshot.known()))
        .isInstanceOf(DamagedSnapshotException.class)
        .hasMessageContaining("file=000099.sst, rule=kind, expected=regular file, found=link");
  }

  @Test
  void anImmutableFileIsHashedOnceAlsoUnderALinkAndEveryOtherEachTime() throws IOException {
    Known known = TestSnapshot.known();
    SnapshotManifest first = SnapshotManifest.write(snapshot, known);
    alterUnnoticed("000000.sst");
    alterUnnoticed("CURRENT");
    Path next = Files.createDirectories(root.resolve("next"));
    Files.createLink(next.resolve("000000.sst"), snapshot.resolve("000000.sst"));
    Files.createLink(next.resolve("CURRENT"), snapshot.resolve("CURRENT"));

    SnapshotManifest second = SnapshotManifest.write(next, known);

    assertThat(hash(second, "000000.sst")).isEqualTo(hash(first, "000000.sst"));
    assertThat(hash(second, "CURRENT")).isNotEqualTo(hash(first, "CURRENT"));
    assertThatThrownBy(() -> SnapshotManifest.verify(next))
        .isInstanceOf(DamagedSnapshotException.class)
        .hasMessageContaining("file=000000.sst, rule=SHA-256");
  }

  @Test
  void aFileThatIsNotTheKnownOneIsHashed() throws IOException {
    Known known = TestSnapshot.known();
    SnapshotManifest.write(snapshot, known);
    Path copied = Files.createDirectories(root.resolve("copied"));
    TestSnapshot.create(copied, new SplittableRandom(1));
    alterUnnoticed(copied.resolve("000000.sst"));
    SnapshotManifest.write(copied, known);
    assertThatCode(() -> SnapshotManifest.verify(copied)).doesNotThrowAnyException();
  }

  @Test
  void vanishedFilesAreForgotten() throws IOException {
    Known known = TestSnapshot.known();
    SnapshotManifest.write(snapshot, known);
    assertThat(known.size()).isEqualTo(files.size() - 1);
    Files.delete(snapshot.resolve("cold/a.seg"));
    SnapshotManifest.write(snapshot, known);
    assertThat(known.size()).isEqualTo(files.size() - 2);
  }

  @Test
  void anInterruptedWriteLeavesNoManifestOrAWholeOne() throws IOException {
    int steps = 4;
    for (int failing = 0; failing < steps; failing++) {
      Files.deleteIfExists(snapshot.resolve(SnapshotManifest.FILE));
      List<String> done = new ArrayList<>();
      FileOperations operations = new FailingOperations(failing, done);
      assertThatThrownBy(() -> SnapshotManifest.write(snapshot, TestSnapshot.known(), operations))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("step " + failing);
      if (done.contains("rename")) {
        assertThatCode(() -> SnapshotManifest.verify(snapshot)).doesNotThrowAnyException();
      } else {
        assertThatThrownBy(() -> SnapshotManifest.verify(snapshot))
            .hasMessageContaining("rule=manifest");
      }
      SnapshotManifest.write(snapshot, TestSnapshot.known());
      assertThatCode(() -> SnapshotManifest.verify(snapshot)).doesNotThrowAnyException();
    }
    List<String> done = new ArrayList<>();
    SnapshotManifest.write(snapshot, TestSnapshot.known(), new FailingOperations(steps, done));
    assertThat(done).containsExactly("write", "force", "rename", "force");
  }

  @Test
  void anInterruptedRewriteLeavesTheOldManifestOrTheNew() throws IOException {
    for (int failing = 0; failing < 4; failing++) {
      SnapshotManifest.write(snapshot, TestSnapshot.known());
      FileOperations operations = new FailingOperations(failing, new ArrayList<>());
      assertThatThrownBy(() -> SnapshotManifest.write(snapshot, TestSnapshot.known(), operations))
          .isInstanceOf(UncheckedIOException.class);
      assertThatCode(() -> SnapshotManifest.verify(snapshot)).doesNotThrowAnyException();
    }
  }

  private void alterUnnoticed(String name) throws IOException {
    alterUnnoticed(snapshot.resolve(name));
  }

  /** Neither length nor time of modification tell. */
  private static void alterUnnoticed(Path file) throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, modified);
  }

  private static String hash(SnapshotManifest manifest, String name) {
    return manifest.files().stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow()
        .sha256();
  }
}
