package io.thalweg.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.InferenceServer;
import io.thalweg.serving.ServingConfig;
import io.thalweg.serving.ServingStats;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServeCommandTest {
  @TempDir private Path store;

  @Test
  void saysOfEveryPortWhereItListens() throws Exception {
    ServingConfig config = config("");
    try (InferenceServer server = InferenceServer.open(config)) {
      server.start();
      assertThat(ServeCommand.addresses(config, server))
          .containsExactly("serving on http://127.0.0.1:" + server.port());
    }
    config = config("admin: {port: 0}\n");
    try (InferenceServer server = InferenceServer.open(config)) {
      server.start();
      assertThat(ServeCommand.addresses(config, server))
          .containsExactly(
              "serving on http://127.0.0.1:" + server.port(),
              "admin port on http://127.0.0.1:" + server.adminPort().orElseThrow(),
              "console http://127.0.0.1:" + server.adminPort().orElseThrow() + "/console/");
    }
  }

  private ServingConfig config(String more) {
    return ServingConfig.read(
        ConfigFile.parse(
            "serving.yaml", "store: " + store + "\npoll: 1h\nhttp: {port: 0}\n" + more));
  }

  @Test
  void tellsWhatClientsGotWrongFromWhatFailed() {
    OptionalLong none = OptionalLong.empty();
    assertThat(
            ServeCommand.status(
                new ServingStats(5, 3, 1, 0, 0, Map.of("clicks", 7L), none, none, none, none)))
        .isEqualTo("clicks v7  5 served, 3 refused, 1 failed");
  }
}
