package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.LimitsConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that wait for their next request. */
@Timeout(20)
final class IdleConnectionsTest {
  private static final String LIMITS =
      """
      header-timeout: 5s
      idle-timeout: 500ms
      """;

  private static RunningServer server;

  @BeforeAll
  static void serveVersionSeven(@TempDir Path directory) throws Exception {
    LimitsConfig limits = LimitsConfig.read(ConfigFile.parse("limits", LIMITS));
    server =
        new RunningServer(
            directory,
            recorder -> Protection.of(new AccessGate(AccessConfig.open()), limits, null, recorder));
    server.serve(7);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static RawClient connect() throws IOException {
    return new RawClient(server.port());
  }

  private static long millisSince(long startNanos) {
    return (System.nanoTime() - startNanos) / 1_000_000;
  }

  @Test
  void closesAConnectionThatIsIdle() throws IOException {
    try (RawClient idle = connect()) {
      idle.send(RawClient.get("/v2")).readAnswer();
      long start = System.nanoTime();
      idle.awaitClosed();
      assertThat(millisSince(start)).isBetween(480L, 5_000L);
    }
  }

  @Test
  void keepsAConnectionOfAClientThatAsksNowAndThen() throws IOException {
    try (RawClient client = connect()) {
      long start = System.nanoTime();
      while (millisSince(start) < 1_500) {
        client.send(RawClient.get("/v2"));
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
      }
    }
  }
}
