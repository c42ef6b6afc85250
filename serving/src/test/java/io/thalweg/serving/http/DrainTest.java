package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.LimitsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that stops while somebody asks. */
@Timeout(20)
final class DrainTest {
  private static final String BODY = RawClient.INFER_BODY;

  private static RunningServer start(Path directory, String drain) throws IOException {
    LimitsConfig limits = LimitsConfig.read(ConfigFile.parse("limits", "drain: " + drain));
    RunningServer server =
        new RunningServer(
            directory,
            recorder -> Protection.of(new AccessGate(AccessConfig.open()), limits, null, recorder));
    server.serve(7);
    return server;
  }

  /** Of which the server has read the headers. */
  private static RawClient halfARequest(RunningServer server) throws IOException {
    RawClient client = new RawClient(server.port());
    client.send(RawClient.inferHeaders(BODY.length()) + BODY.substring(0, 10));
    while (server.recorder.inFlightCount() < 1) {
      Thread.onSpinWait();
    }
    return client;
  }

  private static String ready(RunningServer server) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      return client.send(RawClient.get("/v2/health/ready")).readAnswer();
    }
  }

  @Test
  void isNotReadyAnyMoreAndAnswersWhatIsUnderWayBeforeItCloses(@TempDir Path directory)
      throws Exception {
    RunningServer server = start(directory, "10s");
    assertThat(ready(server)).startsWith("HTTP/1.1 200 ");
    try (RawClient late = halfARequest(server)) {
      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      while (server.table.isReady()) {
        Thread.onSpinWait();
      }
      assertThat(ready(server)).startsWith("HTTP/1.1 503 ");
      assertThat(closing).isNotDone();
      late.send(BODY.substring(10));
      assertThat(late.readAnswer()).startsWith("HTTP/1.1 200 ");
      closing.get(5, TimeUnit.SECONDS);
    }
    CompletableFuture<?> refused =
        CompletableFuture.runAsync(
            () -> {
              try {
                ready(server);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    assertThat(refused).failsWithin(5, TimeUnit.SECONDS);
  }

  @Test
  void closesInTimeThoughARequestNeverEnds(@TempDir Path directory) throws Exception {
    RunningServer server = start(directory, "300ms");
    try (RawClient late = halfARequest(server)) {
      long start = System.nanoTime();
      server.close();
      assertThat((System.nanoTime() - start) / 1_000_000).isBetween(290L, 5_000L);
      late.awaitClosed();
    }
  }
}
