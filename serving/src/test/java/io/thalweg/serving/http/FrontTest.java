package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.LimitsConfig;
import io.thalweg.serving.access.Role;
import io.thalweg.serving.access.TokenFile;
import io.thalweg.serving.stats.ServingRecorder.Shed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What requests pass before their routes, over sockets of the loopback. */
@Timeout(20)
final class FrontTest {
  private static final String LIMITS = "{requests-per-second: 1, burst: 5}";

  @TempDir private static Path directory;
  private static RunningServer server;
  private static TokenFile tokens;
  private static String web;
  private static AccessGate gate;

  @BeforeAll
  static void serveVersionSeven() throws Exception {
    Path file = directory.resolve("tokens.yaml");
    tokens = new TokenFile(file);
    web = tokens.add("web", Role.READ);
    gate = new AccessGate(new AccessConfig(file));
    LimitsConfig limits = LimitsConfig.read(ConfigFile.parse("limits", LIMITS));
    server =
        new RunningServer(
            directory.resolve("store"), recorder -> Protection.of(gate, limits, null, recorder));
    server.serve(7);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static String answer(String path, String... headers) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      return client.send(RawClient.get(path, headers)).readAnswer();
    }
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  @Test
  void answersAHundredOfAHundredWrongTokensWith401AndThenCountsThemAgainstTheirAddress(
      @TempDir Path store) throws IOException {
    Random random = new Random(11);
    LimitsConfig limits =
        LimitsConfig.read(ConfigFile.parse("limits", "{requests-per-second: 1, burst: 100}"));
    try (RunningServer patient =
            new RunningServer(store, recorder -> Protection.of(gate, limits, null, recorder));
        RawClient client = new RawClient(patient.port())) {
      String last = "";
      for (int i = 0; i < 130; i++) {
        char[] wrong = web.toCharArray();
        int at = 4 + random.nextInt(wrong.length - 4);
        wrong[at] = wrong[at] == 'A' ? 'B' : 'A';
        last =
            client
                .send(RawClient.get("/v2/models/clicks", bearer(String.valueOf(wrong))))
                .readAnswer();
        if (i < 100) {
          assertThat(last)
              .startsWith("HTTP/1.1 401 ")
              .contains("www-authenticate: Bearer\r\n")
              .endsWith("{\"error\":\"this token isn't known here, or no longer\"}");
        }
      }
      assertThat(last).startsWith("HTTP/1.1 429 ");
      assertThat(client.send(RawClient.get("/v2", bearer(web))).readAnswer())
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void readsNoBodyOfARequestWithoutAToken() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send(RawClient.inferHeaders(1_000_000));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 401 ");
    }
  }

  @Test
  void letsEverybodyAskForHealth() throws IOException {
    for (int i = 0; i < 10; i++) {
      assertThat(answer("/v2/health/ready")).startsWith("HTTP/1.1 200 ");
      assertThat(answer("/v2/health/live")).startsWith("HTTP/1.1 200 ");
    }
    assertThat(answer("/v2")).startsWith("HTTP/1.1 401 ");
  }

  @Test
  void answersAClientThatAsksTooOftenWith429AndWhenToComeAgain() throws IOException {
    String greedy = tokens.add("greedy", Role.READ);
    String modest = tokens.add("modest", Role.READ);
    gate.reloadIfChanged();
    long before = server.recorder.shedCount(Shed.RATE_LIMIT);
    String last = "";
    try (RawClient client = new RawClient(server.port())) {
      for (int i = 0; i < 50; i++) {
        last = client.send(RawClient.get("/v2", bearer(greedy))).readAnswer();
      }
    }
    assertThat(last)
        .startsWith("HTTP/1.1 429 ")
        .contains("retry-after: 1\r\n")
        .endsWith("{\"error\":\"more than 1 requests per second, try again after 1 s\"}");
    assertThat(server.recorder.shedCount(Shed.RATE_LIMIT) - before).isBetween(30L, 45L);
    assertThat(answer("/v2", bearer(modest))).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void takesTheClientsIdOfARequestIfItIsSane() throws IOException {
    assertThat(answer("/v2/health/live", "X-Request-Id: abc-123"))
        .contains("x-request-id: abc-123\r\n");
    assertThat(answer("/v2/health/live", "X-Request-Id: " + "a".repeat(129)))
        .containsPattern("x-request-id: [0-9a-f]{16}\r\n");
    assertThat(answer("/v2/health/live", "X-Request-Id: a b"))
        .containsPattern("x-request-id: [0-9a-f]{16}\r\n");
    assertThat(answer("/v2/health/live")).containsPattern("x-request-id: [0-9a-f]{16}\r\n");
    assertThat(answer("/v2", "X-Request-Id: abc-123")).contains("x-request-id: abc-123\r\n");
  }

  @Test
  void refusesAGrpcRequestInItsOwnForm() throws IOException {
    assertThat(
            answer("/inference.GRPCInferenceService/ModelInfer", "Content-Type: application/grpc"))
        .startsWith("HTTP/1.1 200 ")
        .contains("grpc-status: 16\r\n")
        .contains("grpc-message: a%20token%20is%20needed");
  }

  @Test
  void saysWhichEncodingsOfGrpcItTakes() throws IOException {
    assertThat(
            answer(
                "/inference.GRPCInferenceService/ModelInfer",
                "Content-Type: application/grpc",
                "Grpc-Encoding: gzip"))
        .startsWith("HTTP/1.1 200 ")
        .contains("grpc-status: 12\r\n")
        .contains("grpc-accept-encoding: identity\r\n");
  }

  @Test
  void letsAClientThatAsksForItSendItsBodyOnceItIsKnown() throws IOException {
    String body = RawClient.INFER_BODY;
    String headers =
        RawClient.inferHeaders(body.length()).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n");
    try (RawClient client = new RawClient(server.port())) {
      client.send(headers + bearer(web) + "\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 100 ");
      assertThat(client.send(body).readAnswer()).startsWith("HTTP/1.1 200 ");
    }
    try (RawClient unknown = new RawClient(server.port())) {
      assertThat(unknown.send(headers + "\r\n").readAnswer()).startsWith("HTTP/1.1 401 ");
    }
  }
}
