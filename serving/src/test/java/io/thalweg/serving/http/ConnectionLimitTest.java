package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.LimitsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class ConnectionLimitTest {
  private static final int MOST = 20;

  @Test
  void takesNoMoreConnectionsThanConfiguredUntilOthersAreClosed(@TempDir Path directory)
      throws IOException {
    LimitsConfig limits = LimitsConfig.read(ConfigFile.parse("limits", "connections: " + MOST));
    List<RawClient> clients = new ArrayList<>();
    try (RunningServer server =
        new RunningServer(
            directory,
            recorder ->
                Protection.of(new AccessGate(AccessConfig.open()), limits, null, recorder))) {
      for (int i = 0; i < MOST; i++) {
        clients.add(new RawClient(server.port()));
        assertThat(ask(clients.get(i))).startsWith("HTTP/1.1 200 ");
      }
      for (int i = 0; i < MOST; i++) {
        try (RawClient tooMany = new RawClient(server.port())) {
          assertThatThrownBy(() -> ask(tooMany)).isInstanceOf(IOException.class);
        }
      }
      for (RawClient client : clients) {
        client.close();
      }
      for (int i = 0; i < MOST; i++) {
        assertThat(askUntilTaken(server.port())).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  private static String ask(RawClient client) throws IOException {
    return client.send(RawClient.get("/v2")).readAnswer();
  }

  /** The server sees a close a moment later than the client. */
  private static String askUntilTaken(int port) {
    long end = System.nanoTime() + 5_000_000_000L;
    while (System.nanoTime() - end < 0) {
      try (RawClient client = new RawClient(port)) {
        return ask(client);
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
    return "not taken";
  }
}
