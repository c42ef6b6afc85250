package io.thalweg.replay.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestLayoutTest {
  private static final Path SNAPSHOT = Path.of("snapshot-7");

  /** The last line and the hashes of "abc" and of nothing are from the sha256sum command. */
  private static final String GOLDEN =
      """
      thalweg-snapshot 1
      ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad 3 000004.sst
      e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 0 cold/a file of umlauts ä.seg
      sha256 106f2dd0201b7bccba6464e835224d71a9fdaa93556733682936f484d1391fc7
      """;

  private static final List<SnapshotFile> FILES =
      List.of(
          new SnapshotFile(
              "000004.sst", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
          new SnapshotFile(
              "cold/a file of umlauts ä.seg",
              0,
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));

  @Test
  void versionOneIsThisText() {
    assertThat(new String(ManifestLayout.encode(FILES), UTF_8)).isEqualTo(GOLDEN);
    assertThat(decode(GOLDEN)).isEqualTo(FILES);
    assertThat(decode(new String(ManifestLayout.encode(List.of()), UTF_8))).isEmpty();
  }

  @Test
  void anotherVersionIsRefusedWithBothNumbers() {
    assertThatThrownBy(() -> decode(GOLDEN.replace("snapshot 1", "snapshot 2")))
        .isInstanceOf(DamagedSnapshotException.class)
        .hasMessage(
            "replay snapshot is damaged: directory=snapshot-7, file=MANIFEST.thalweg, rule=version, expected=1, found=2; restore an older snapshot");
  }

  @Test
  void whatIsNoManifestIsRefused() {
    for (String text : List.of("", "\n", "thalweg-snapshot", "\0\1\2", "x".repeat(1_000))) {
      assertThatThrownBy(() -> decode(text))
          .isInstanceOf(DamagedSnapshotException.class)
          .hasMessageContaining("rule=first line, expected=thalweg-snapshot 1");
    }
    assertThatThrownBy(() -> decode("thalweg-snapshot 1\n"))
        .isInstanceOf(DamagedSnapshotException.class)
        .hasMessageContaining("rule=last line");
  }

  @Test
  void aLineOfAnotherFormIsRefusedThoughItsHashIsRight() {
    for (String line : List.of("", "hash", "hash 12", "hash many name")) {
      String text = "thalweg-snapshot 1\n" + line + "\n";
      byte[] bytes = text.getBytes(UTF_8);
      assertThatThrownBy(() -> decode(text + "sha256 " + Sha256.of(bytes, bytes.length) + "\n"))
          .isInstanceOf(DamagedSnapshotException.class)
          .hasMessageContaining("rule=line, expected=SHA-256 LENGTH NAME, found=" + line + ";");
    }
  }

  private static List<SnapshotFile> decode(String text) {
    return ManifestLayout.decode(SNAPSHOT, text.getBytes(UTF_8));
  }
}
