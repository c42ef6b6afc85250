package io.thalweg.model.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalModelStoreTest {
  /** FIPS 180-2, the example for "abc". */
  private static final String SHA_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path root;

  @Test
  void namesAFileByTheHashOfItsBytes() throws Exception {
    LocalModelStore store = new LocalModelStore(root);

    assertThat(store.put("abc".getBytes(UTF_8))).isEqualTo(SHA_OF_ABC);
    assertThat(root.resolve("ba").resolve(SHA_OF_ABC)).hasContent("abc");
    assertThat(store.get(SHA_OF_ABC, 3)).asString(UTF_8).isEqualTo("abc");
  }

  @Test
  void findsWhatAKilledWriterHasLeftAndNothingElse() throws Exception {
    LocalModelStore store = new LocalModelStore(root);
    Instant now = Instant.now();
    Path old = Files.writeString(Files.createDirectories(root.resolve("ab")).resolve(".put-1"), "");
    Files.setLastModifiedTime(old, FileTime.from(now.minusSeconds(60)));
    Path young = Files.writeString(root.resolve("ab").resolve(".put-2"), "");
    Files.setLastModifiedTime(young, FileTime.from(now));
    String sha256 = store.put("abc".getBytes(UTF_8));
    Files.setLastModifiedTime(
        root.resolve("ba").resolve(sha256), FileTime.from(now.minusSeconds(60)));

    assertThat(store.unfinished(now.minusSeconds(30))).containsExactly(old);
    assertThat(new LocalModelStore(root.resolve("none")).unfinished(now)).isEmpty();
  }

  @Test
  void refusesALongerFileThanTheReaderWants() throws Exception {
    LocalModelStore store = new LocalModelStore(root);
    String sha256 = store.put("abc".getBytes(UTF_8));

    assertThatThrownBy(() -> store.get(sha256, 2))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(sha256 + " is 3 bytes long, the limit is 2");
  }

  @Test
  void refusesACorruptFileUntilItIsPutAgain() throws Exception {
    LocalModelStore store = new LocalModelStore(root);
    store.put("abc".getBytes(UTF_8));
    Files.writeString(root.resolve("ba").resolve(SHA_OF_ABC), "abd");

    assertThatThrownBy(() -> store.get(SHA_OF_ABC, 100))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is corrupt: 3 bytes with sha256=a52d159f");
    store.put("abc".getBytes(UTF_8));
    assertThat(store.get(SHA_OF_ABC, 100)).asString(UTF_8).isEqualTo("abc");
  }

  @Test
  void refusesNamesThatAreNoHashes() {
    LocalModelStore store = new LocalModelStore(root);
    for (String name :
        List.of("", "../../etc/passwd", SHA_OF_ABC.toUpperCase(Locale.ROOT), SHA_OF_ABC + "0")) {
      assertThatThrownBy(() -> store.get(name, 100))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("'" + name + "' is no file name");
    }
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThatThrownBy(() -> new LocalModelStore(root).get(SHA_OF_ABC, 100))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no file " + root.resolve("ba").resolve(SHA_OF_ABC));
  }

  @Test
  void concurrentPutsAndGetsOfTheSameContentAgreeAndLeaveNothingBehind() throws Exception {
    byte[] content = new byte[1 << 16];
    String sha256 = Sha256.hex(content);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<byte[]>> reads = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        reads.add(
            threads.submit(
                () -> {
                  LocalModelStore store = new LocalModelStore(root);
                  return store.get(store.put(content), content.length);
                }));
      }
      for (Future<byte[]> read : reads) {
        assertThat(read.get()).isEqualTo(content);
      }
    } finally {
      threads.shutdownNow();
    }
    try (Stream<Path> files = Files.walk(root).filter(Files::isRegularFile)) {
      assertThat(files).containsExactly(root.resolve(sha256.substring(0, 2)).resolve(sha256));
    }
  }
}
