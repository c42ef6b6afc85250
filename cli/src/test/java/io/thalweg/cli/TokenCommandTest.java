package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.AccessGate.Granted;
import io.thalweg.serving.access.Client;
import io.thalweg.serving.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenCommandTest {
  @TempDir private Path directory;

  @Test
  void printsATokenThatAServerKnows() {
    Path file = directory.resolve("tokens.yaml");
    Outcome made = Outcome.of("token", "new", "web", "--role", "read", "--file", file);
    assertThat(made.exitCode()).isZero();
    assertThat(made.out().lines()).hasSize(1);
    AccessGate gate = new AccessGate(new AccessConfig(file));
    assertThat(gate.decide("Bearer " + made.out().strip(), Role.READ))
        .isEqualTo(new Granted(new Client("web", Role.READ)));
  }

  @Test
  void saysInOneLineWhatIsWrong() throws IOException {
    Path file = directory.resolve("tokens.yaml");
    Outcome.of("token", "new", "web", "--role", "read", "--file", file);
    String before = Files.readString(file);
    Outcome again = Outcome.of("token", "new", "web", "--role", "admin", "--file", file);
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err())
        .isEqualTo(
            "thalweg: %s has a token named web; choose another name, or delete its line first\n"
                .formatted(file));
    assertThat(Files.readString(file)).isEqualTo(before);

    Outcome nowhere =
        Outcome.of("token", "new", "x", "--role", "read", "--file", directory.resolve("a/b.yaml"));
    assertThat(nowhere.exitCode()).isEqualTo(2);
    assertThat(nowhere.err()).contains("can't be written").hasLineCount(1);
    assertThat(Outcome.of("token", "new", "x", "--file", file).err())
        .contains("--role")
        .hasLineCount(1);
  }
}
