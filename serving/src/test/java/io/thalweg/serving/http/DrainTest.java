package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.LimitsConfig;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that stops while somebody asks. */
@Timeout(30)
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
  private static List<RawClient> halfRequests(RunningServer server, int count) throws IOException {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RawClient client = new RawClient(server.port());
      clients.add(client.send(RawClient.inferHeaders(BODY.length()) + BODY.substring(0, 10)));
    }
    while (server.recorder.inFlightCount() < count) {
      Thread.onSpinWait();
    }
    return clients;
  }

  private static String ready(int port) throws IOException {
    try (RawClient client = new RawClient(port)) {
      return client.send(RawClient.get("/v2/health/ready")).readAnswer();
    }
  }

  /** Until then it says that it isn't ready. */
  private static void awaitNoMoreConnections(int port) {
    String answer = "";
    try {
      while (true) {
        answer = ready(port);
      }
    } catch (IOException refused) {
      assertThat(answer).doesNotStartWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void answersWhatIsUnderWayUnderLoadAndTakesNoMore(@TempDir Path directory) throws Exception {
    RunningServer server = start(directory, "15s");
    int port = server.port();
    assertThat(ready(port)).startsWith("HTTP/1.1 200 ");
    List<RawClient> late = halfRequests(server, 8);
    AtomicInteger answered = new AtomicInteger();
    List<CompletableFuture<String>> load = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      load.add(CompletableFuture.supplyAsync(() -> askUntilClosed(port, answered)));
    }
    while (answered.get() < 100) {
      Thread.onSpinWait();
    }
    CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
    while (server.table.isReady()) {
      Thread.onSpinWait();
    }
    awaitNoMoreConnections(port);
    assertThat(closing).isNotDone();
    for (RawClient client : late) {
      assertThat(client.send(BODY.substring(10)).readAnswer()).startsWith("HTTP/1.1 200 ");
      client.close();
    }
    closing.get(10, TimeUnit.SECONDS);
    for (CompletableFuture<String> client : load) {
      assertThat(client).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo("");
    }
  }

  /** What came of the answer that was cut; empty: no answer was. */
  private static String askUntilClosed(int port, AtomicInteger answered) {
    String request = RawClient.inferHeaders(BODY.length()) + BODY;
    String answer;
    do {
      try (RawClient client = new RawClient(port)) {
        answer = client.send(request).readAnswer();
        while (answer.startsWith("HTTP/1.1 200 ") && answer.endsWith("}")) {
          answered.incrementAndGet();
          answer = client.send(request).readAnswer();
        }
        return answer;
      } catch (SocketException e) {
        return "";
      } catch (IOException e) {
        answer = String.valueOf(e.getMessage()).replace("closed after ''", "");
      }
    } while (answer.isEmpty());
    return answer;
  }

  @Test
  void doesNotWaitForConnectionsWithoutARequest(@TempDir Path directory) throws Exception {
    RunningServer server = start(directory, "15s");
    try (RawClient idle = new RawClient(server.port())) {
      idle.send(RawClient.get("/v2/health/ready")).readAnswer();
      long start = System.nanoTime();
      server.close();
      assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(8_000L);
      idle.awaitClosed();
    }
  }

  @Test
  void closesInTimeThoughARequestNeverEnds(@TempDir Path directory) throws Exception {
    RunningServer server = start(directory, "300ms");
    try (RawClient late = halfRequests(server, 1).get(0)) {
      long start = System.nanoTime();
      server.close();
      assertThat((System.nanoTime() - start) / 1_000_000).isBetween(290L, 5_000L);
      late.awaitClosed();
    }
  }
}
