package io.thalweg.serving.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenFileTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("tokens.yaml");
  }

  @Test
  void keepsNoTokensText() throws IOException {
    String text = new TokenFile(file).add("web", Role.READ);
    assertThat(text).matches("web\\.[\\w-]{43}");
    assertThat(Files.readString(file))
        .matches("web: \\{role: read, hash: sha256\\$[\\w-]{22}\\$[\\w-]{43}}\n")
        .doesNotContain(text.substring(4));
  }

  @Test
  void letsOnlyTheOwnerReadTheFile() throws IOException {
    Files.writeString(file, "# ours\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    new TokenFile(file).add("web", Role.READ);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void leavesWhatStandsThereAsItIs() throws IOException {
    Files.writeString(file, "# ours");
    TokenFile tokens = new TokenFile(file);
    tokens.add("web", Role.READ);
    String first = Files.readString(file);
    assertThat(first).startsWith("# ours\nweb: ");
    tokens.add("ops", Role.ADMIN);
    assertThat(Files.readString(file)).startsWith(first + "ops: {role: admin,");
    assertThat(directory).isDirectoryNotContaining("glob:**/*.new");
  }

  @Test
  void followsALinkInsteadOfReplacingIt() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link.yaml"), file);
    Files.writeString(file, "");
    new TokenFile(link).add("web", Role.READ);
    assertThat(link).isSymbolicLink();
    assertThat(Files.readString(file)).startsWith("web: ");
  }

  @Test
  void losesNoneOfThoseThatThreadsAddAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<String>> adders =
          IntStream.range(0, 20)
              .mapToObj(
                  i -> (Callable<String>) () -> new TokenFile(file).add("client" + i, Role.READ))
              .toList();
      for (Future<String> added : threads.invokeAll(adders)) {
        added.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(Files.readAllLines(file)).hasSize(20);
  }

  @Test
  void losesNoneOfThoseThatProcessesAddAtOnce() throws Exception {
    List<Process> adders = List.of(start("left"), start("right"));
    for (Process adder : adders) {
      assertThat(adder.waitFor()).as(() -> read(directory.resolve("stderr"))).isZero();
    }
    assertThat(Files.readAllLines(file)).hasSize(40);
  }

  private Process start(String prefix) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Adder.class.getName(),
            file.toString(),
            prefix)
        .redirectError(Redirect.appendTo(directory.resolve("stderr").toFile()))
        .start();
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds twenty tokens, in a process of its own. */
  static final class Adder {
    private Adder() {}

    public static void main(String[] args) throws IOException {
      for (int i = 0; i < 20; i++) {
        new TokenFile(Path.of(args[0])).add(args[1] + i, Role.READ);
      }
    }
  }

  @Test
  void refusesNamesThatAreTakenOrNone() throws IOException {
    TokenFile tokens = new TokenFile(file);
    tokens.add("web", Role.READ);
    assertThatThrownBy(() -> tokens.add("web", Role.ADMIN))
        .isInstanceOf(TokenException.class)
        .hasMessage(file + " has a token named web; choose another name, or delete its line first");
    assertThatThrownBy(() -> tokens.add("a.b", Role.READ))
        .hasMessage("'a.b' can't name a token; write 1 to 64 letters, digits, '-' or '_'");
    assertThat(Files.readAllLines(file)).hasSize(1);
  }

  @Test
  void refusesToAddToAnotherKindOfFile() throws IOException {
    Files.writeString(file, "kafka: {bootstrap.servers: x}\n");
    assertThatThrownBy(() -> new TokenFile(file).add("web", Role.READ))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("kafka has no key 'role'");
    assertThat(Files.readString(file)).doesNotContain("web");
  }
}
