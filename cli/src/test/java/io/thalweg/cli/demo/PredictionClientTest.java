package io.thalweg.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class PredictionClientTest {
  private final AtomicInteger readinessQuestions = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v2/models/m/ready",
        exchange -> answer(exchange, readinessQuestions.incrementAndGet() < 3 ? 503 : 200, ""));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void waitsForReadinessThenCountsWhatIsServed() {
    versions(5, 5, 6);
    PredictionStats stats = statsAfter(3);
    assertThat(readinessQuestions).hasValueGreaterThanOrEqualTo(3);
    assertThat(stats.failed()).isZero();
    assertThat(stats.served()).isGreaterThanOrEqualTo(3);
    assertThat(stats.version()).hasValue(6);
    assertThat(stats.p50Micros()).isPresent();
    assertThat(stats.p99Micros().getAsLong()).isGreaterThanOrEqualTo(stats.p50Micros().getAsLong());
  }

  @Test
  void aFallingVersionIsAFailure() {
    versions(5, 4, 5);
    PredictionStats stats = statsAfter(3);
    assertThat(stats.failed()).isEqualTo(1);
    assertThat(stats.firstFailure()).hasValue("the model version fell: from=5, to=4");
  }

  @Test
  void anErrorIsAFailureAndNotTriedAgain() {
    server.createContext(
        "/v2/models/m/infer",
        exchange -> {
          int n = requests.incrementAndGet();
          answer(exchange, n == 2 ? 500 : 200, n == 2 ? "broken" : body(1));
        });
    PredictionStats stats = statsAfter(4);
    assertThat(stats.failed()).isEqualTo(1);
    assertThat(stats.served() + stats.failed()).isEqualTo(requests.get());
    assertThat(stats.firstFailure()).hasValue("status 500: broken");
  }

  @Test
  void asksAboutEveryFieldOfAPayment() throws IOException {
    JsonNode body = new ObjectMapper().readTree(new PaymentRequests(1).get());
    List<String> names =
        StreamSupport.stream(body.path("inputs").spliterator(), false)
            .map(input -> input.path("name").asText())
            .toList();
    List<String> fields =
        DemoSchemas.TRANSACTION.getFields().stream().map(field -> field.name()).toList();
    assertThat(names).isSubsetOf(fields).hasSize(fields.size() - 3);
    assertThat(body.path("inputs")).allSatisfy(input -> assertThat(input.path("data")).hasSize(1));
  }

  private void versions(int... versions) {
    server.createContext(
        "/v2/models/m/infer",
        exchange -> {
          int n = requests.getAndIncrement();
          answer(exchange, 200, body(versions[Math.min(n, versions.length - 1)]));
        });
  }

  private PredictionStats statsAfter(int count) {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    PredictionClient client = PredictionClient.start(uri, "m", new PaymentRequests(1), 200);
    try {
      await().until(() -> client.stats().served() + client.stats().failed() >= count);
    } finally {
      client.close();
    }
    return client.stats();
  }

  private static String body(int version) {
    return "{\"model_name\":\"m\",\"model_version\":\"%d\",\"outputs\":[{\"name\":\"p\",\"data\":[0.5]}]}"
        .formatted(version);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    exchange.getRequestBody().readAllBytes();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
