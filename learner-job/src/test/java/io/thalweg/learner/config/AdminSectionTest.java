package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigException;
import io.thalweg.model.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AdminSectionTest {
  private static Optional<PipelineConfig.Admin> read(String serving) {
    return read("127.0.0.1", serving);
  }

  private static Optional<PipelineConfig.Admin> read(String host, String serving) {
    return AdminSection.read(
        ConfigFile.parse("p.yaml", serving), host, 8080, Path.of("/etc/pipelines"));
  }

  @Test
  void aServerHasNoPortForThoseWhoRunItUnlessOneIsNamed() {
    assertThat(read("{}")).isEmpty();
    assertThat(read("{admin-port: 0}")).contains(new PipelineConfig.Admin(0, Optional.empty()));
    assertThat(read("{admin-port: 8081, admin-tokens: ../tokens.yaml}"))
        .contains(new PipelineConfig.Admin(8081, Optional.of(Path.of("/etc/tokens.yaml"))));
  }

  @Test
  void refusesTheOtherPortAndTokensThatNobodyAsksFor() {
    assertThatThrownBy(() -> read("{admin-port: 8080}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "p.yaml:1: admin-port is '8080'; write another port than serving.port, such as 8081");
    assertThatThrownBy(() -> read("{admin-tokens: t.yaml}"))
        .hasMessage(
            "p.yaml:1: admin-tokens is 't.yaml'; leave it out, because there is no admin-port that"
                + " would ask for them");
  }

  @Test
  void aPortThatOthersReachHasTokens() {
    assertThatThrownBy(() -> read("0.0.0.0", "{admin-port: 8081}"))
        .hasMessage(
            "p.yaml:1: admin-port is '8081'; write admin-tokens, too, because others reach"
                + " serving.host 0.0.0.0, and who reaches this port could change versions");
    assertThat(read("0.0.0.0", "{admin-port: 8081, admin-tokens: t}")).isPresent();
    assertThat(read("localhost", "{admin-port: 8081}")).isPresent();
  }

  @Test
  void bothKeysAreInTheDocument() throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "configuration.md")))
        .contains("| `serving.admin-port` | none |", "| `serving.admin-tokens` | none");
  }
}
