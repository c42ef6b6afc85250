package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.LimitsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that hold connections, over sockets of the loopback. */
@Timeout(20)
final class SlowClientsTest {
  private static final String LIMITS =
      """
      header-timeout: 300ms
      body-timeout: 400ms
      idle-timeout: 1h
      headers: 20
      header-size: 4KiB
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
  void cutsAClientThatSendsItsHeadersByteByByteWhileOthersAreServed() throws IOException {
    try (RawClient slow = connect();
        RawClient other = connect()) {
      slow.send("GET /v2 HTTP/1.1\r\nX: ");
      long start = System.nanoTime();
      other.send(RawClient.inferHeaders(RawClient.INFER_BODY.length()) + RawClient.INFER_BODY);
      assertThat(other.readAnswer()).startsWith("HTTP/1.1 200 ");
      slow.sendUntilClosed("a");
      assertThat(millisSince(start)).isBetween(290L, 5_000L);
    }
  }

  @Test
  void cutsAClientThatSendsNothing() throws IOException {
    try (RawClient silent = connect()) {
      silent.awaitClosed();
    }
  }

  @Test
  void cutsAClientThatStopsInHttp2sPreface() throws IOException {
    try (RawClient silent = connect()) {
      silent.send("PRI * HT").awaitClosed();
    }
  }

  @Test
  void cutsAClientThatSendsItsBodyByteByByte() throws IOException {
    try (RawClient slow = connect()) {
      long start = System.nanoTime();
      slow.send(RawClient.inferHeaders(100_000));
      slow.sendUntilClosed(" ");
      assertThat(millisSince(start)).isBetween(390L, 5_000L);
    }
  }

  @Test
  void endsOnlyTheStreamOfASlowBodyWhereAConnectionHasMany() throws Exception {
    Vertx vertx = Vertx.vertx();
    // Vert.x closes a client that nobody refers to any more.
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false),
            new PoolOptions().setHttp2MaxSize(1));
    try {
      HttpClientRequest slow = request(client, HttpMethod.POST, "/v2/models/clicks/infer");
      slow.setChunked(true);
      result(slow.write("{"));

      assertThatThrownBy(() -> result(slow.response()))
          .hasCauseInstanceOf(StreamResetException.class);

      HttpClientRequest next = request(client, HttpMethod.GET, "/v2");
      assertThat(result(next.send()).statusCode()).isEqualTo(200);
      assertThat(next.connection()).isSameAs(slow.connection());
    } finally {
      result(client.close());
      result(vertx.close());
    }
  }

  private static HttpClientRequest request(HttpClient client, HttpMethod method, String path)
      throws Exception {
    return result(client.request(method, server.port(), "127.0.0.1", path));
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void cutsAClientThatIsSlowWithItsSecondRequest() throws IOException {
    try (RawClient slow = connect()) {
      slow.send(RawClient.get("/v2")).readAnswer();
      long start = System.nanoTime();
      slow.sendUntilClosed("a");
      assertThat(millisSince(start)).isBetween(290L, 5_000L);
    }
  }

  @Test
  void refusesHeadersThatAreTooLargeOrTooMany() throws IOException {
    try (RawClient large = connect()) {
      large.send(RawClient.get("/v2", "X: " + "a".repeat(5_000)));
      assertThat(large.readAnswer())
          .startsWith("HTTP/1.1 431 ")
          .endsWith("{\"error\":\"the request's headers are too large\"}");
    }
    String[] many = new String[30];
    Arrays.setAll(many, i -> "X-" + i + ": a");
    try (RawClient client = connect()) {
      client.send(RawClient.get("/v2", many));
      assertThat(client.readAnswer())
          .startsWith("HTTP/1.1 400 ")
          .endsWith("{\"error\":\"the request has 31 headers, at most 20 are accepted\"}");
    }
  }

  @Test
  void answersWhatIsNotHttpInOneLine() throws IOException {
    try (RawClient client = connect()) {
      client.send("hello\r\n\r\n");
      assertThat(client.readAnswer())
          .matches("(?s)HTTP/1.. 400 .*")
          .endsWith("{\"error\":\"this isn't a request of HTTP\"}");
      client.awaitClosed();
    }
  }
}
