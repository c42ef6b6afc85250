package io.thalweg.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class ThalwegClientTest {
  private static final String ANSWER =
      """
      {"model_name": "fraud", "model_version": "7", "outputs": [
        {"name": "probabilities", "datatype": "FP32", "shape": [2, 1], "data": [0.25, 0.75]},
        {"name": "logits", "datatype": "FP32", "shape": [2, 1], "data": [-1, 1]}]}
      """;

  private ScriptedServer server;
  private final List<Long> waits = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ThalwegClient.Builder client() {
    return ThalwegClient.at(server.address() + "/")
        .timeout(Duration.ofSeconds(60))
        .waiting(waits::add);
  }

  private static Map<String, Object> row(Object... namesAndValues) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      out.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return out;
  }

  @Test
  void sendsEachFeatureAsATensorOfAllRows() {
    server.then(200, "x-request-id", "abc", ANSWER);
    Prediction answer =
        client()
            .build()
            .infer(
                "fraud",
                List.of(
                    row("amount", 12, "country", "ü", "position", List.of(1, 2)),
                    row("amount", 0.5, "member", true)));
    assertThat(server.asked.get(0).path()).isEqualTo("/v2/models/fraud/infer");
    assertThat(server.asked.get(0).body())
        .isEqualTo(
            "{\"inputs\":["
                + "{\"name\":\"amount\",\"datatype\":\"FP64\",\"shape\":[2],\"data\":[12,0.5]},"
                + "{\"name\":\"country\",\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"ü\",null]},"
                + "{\"name\":\"position\",\"datatype\":\"FP64\",\"shape\":[2,2],\"data\":[1,2,null,null]},"
                + "{\"name\":\"member\",\"datatype\":\"BOOL\",\"shape\":[2],\"data\":[null,true]}]}");
    assertThat(answer)
        .isEqualTo(
            new Prediction(
                "fraud",
                "7",
                "",
                "abc",
                Map.of(
                    "probabilities",
                    List.of(List.of(0.25), List.of(0.75)),
                    "logits",
                    List.of(List.of(-1.0), List.of(1.0)))));
    assertThat(answer.value("probabilities")).isEqualTo(0.25);
    assertThat(answer.row("logits", 1)).containsExactly(1.0);
    assertThatThrownBy(() -> answer.value("chance"))
        .hasMessageContaining("there is no output 'chance', there are");
  }

  @Test
  void sendsTheIdOfTheEventAndTellsTheAnswers() {
    String answer = ANSWER.replace("\"outputs\"", "\"id\": \"e-7\", \"outputs\"");
    server.then(200, answer).then(200, ANSWER);
    ThalwegClient client = client().build();
    assertThat(client.id("e-7").infer("fraud", row("amount", 1)).id()).isEqualTo("e-7");
    assertThat(client.infer("fraud", row("amount", 1)).id()).isEmpty();
    assertThat(server.asked)
        .extracting(ScriptedServer.Asked::body)
        .containsExactly(
            "{\"id\":\"e-7\",\"inputs\":[{\"name\":\"amount\",\"datatype\":\"FP64\","
                + "\"shape\":[1],\"data\":[1]}]}",
            "{\"inputs\":[{\"name\":\"amount\",\"datatype\":\"FP64\",\"shape\":[1],"
                + "\"data\":[1]}]}");
  }

  @Test
  void sendsEncodedRowsAsOneTensor() {
    server.then(200, ANSWER);
    client().build().inferDense("fraud", new float[][] {{1.5f, Float.NaN}, {0, 2}});
    assertThat(server.asked.get(0).body())
        .isEqualTo(
            "{\"inputs\":[{\"name\":\"features\",\"datatype\":\"FP32\",\"shape\":[2,2],"
                + "\"data\":[1.5,null,0.0,2.0]}]}");
  }

  @Test
  void namesAVersionAndEscapesWhatItNames() {
    server.then(200, ANSWER);
    client().build().infer("a b", "champion", row("amount", 1));
    assertThat(server.asked.get(0).path()).isEqualTo("/v2/models/a%20b/versions/champion/infer");
  }

  @Test
  void showsItsToken() {
    server.then(200, ANSWER).then(200, ANSWER);
    client().token("web.secret").build().infer("fraud", row("amount", 1));
    client().build().infer("fraud", row("amount", 1));
    assertThat(server.asked)
        .extracting(ScriptedServer.Asked::authorization)
        .containsExactly("Bearer web.secret", "null");
  }

  @Test
  void isNotChangedByWhatHappensToItsBuilder() {
    server.then(200, ANSWER);
    ThalwegClient.Builder builder = client().token("first");
    ThalwegClient client = builder.build();
    builder.token("second");
    client.infer("fraud", row("amount", 1));
    assertThat(server.asked.get(0).authorization()).isEqualTo("Bearer first");
  }

  @Test
  void comesAgainAsLateAsTheServerSays() {
    server
        .then(429, "retry-after", "3", "{\"error\": \"too often\"}")
        .then(503, "{\"error\": \"too much\"}")
        .then(200, ANSWER);
    client().build().infer("fraud", row("amount", 1));
    assertThat(waits)
        .containsExactly(TimeUnit.SECONDS.toNanos(3), TimeUnit.MILLISECONDS.toNanos(200));
  }

  @Test
  void givesUpAfterSoManyRetriesWithTheLastErrorsLine() {
    for (int i = 0; i < 3; i++) {
      server.then(503, "{\"error\": \"no version yet\"}");
    }
    assertThatThrownBy(() -> client().build().infer("fraud", row("amount", 1)))
        .isInstanceOf(ThalwegException.class)
        .hasMessage("no version yet");
    assertThat(server.asked).hasSize(3);
  }

  @Test
  void waitsNoLongerThanItsTimeout() {
    server.then(429, "retry-after", "100", "{\"error\": \"too often\"}");
    assertThatThrownBy(() -> client().build().infer("fraud", row("amount", 1)))
        .hasMessage("too often");
    assertThat(waits).isEmpty();
  }

  @Test
  void tellsErrorsByStatusAndLineAndDoesNotRepeatThem() {
    server.then(400, "{\"error\": \"input 'x' is no feature\"}").then(500, "<html>");
    ThalwegClient client = client().build();
    ThalwegException bad =
        catchThrowableOfType(ThalwegException.class, () -> client.infer("fraud", row("x", 1)));
    assertThat(bad).hasMessage("input 'x' is no feature");
    assertThat(bad.status()).isEqualTo(400);
    assertThatThrownBy(() -> client.infer("fraud", row("x", 1))).hasMessage("status 500");
    assertThat(server.asked).hasSize(2);
  }

  @Test
  void saysWhereNobodyAnswers() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    ThalwegClient nobody = ThalwegClient.at("http://127.0.0.1:" + port).waiting(waits::add).build();
    ThalwegException silent =
        catchThrowableOfType(ThalwegException.class, () -> nobody.infer("fraud", row("amount", 1)));
    assertThat(silent.status()).isZero();
    assertThat(silent).hasMessageStartingWith("no answer from http://127.0.0.1:" + port + ": ");
    assertThat(waits).hasSize(2);
    assertThat(nobody.ready()).isFalse();
  }

  @Test
  void asksWhetherThereIsSomethingToAnswerWith() {
    server.then(200, "{}").then(503, "{}").then(200, "{}").then(404, "{}");
    ThalwegClient client = client().build();
    assertThat(client.ready()).isTrue();
    assertThat(client.ready("fraud")).isFalse();
    assertThat(client.ready("fraud")).isTrue();
    assertThat(client.ready("nothing")).isFalse();
    assertThat(server.asked)
        .extracting(ScriptedServer.Asked::path)
        .containsExactly(
            "/v2/health/ready",
            "/v2/models/fraud/ready",
            "/v2/models/fraud/ready",
            "/v2/models/nothing/ready");
  }

  @Test
  void handsOverAModelsMetadata() {
    server.then(
        200, "{\"name\": \"fraud\", \"versions\": [\"7\"], \"properties\": {\"a\": \"b\"}}");
    assertThat(client().build().metadata("fraud"))
        .isEqualTo(
            Map.of("name", "fraud", "versions", List.of("7"), "properties", Map.of("a", "b")));
  }

  @Test
  void refusesRowsThatDoNotFitTogether() {
    ThalwegClient client = client().build();
    assertThatThrownBy(() -> client.infer("fraud", List.of(row("amount", 1), row("amount", "one"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("input 'amount' is FP64 in one row and BYTES in another");
    assertThatThrownBy(
            () -> client.infer("fraud", List.of(row("p", List.of(1)), row("p", List.of(1, 2)))))
        .hasMessage("input 'p': want lists of 1 numbers, found [1, 2]");
    assertThatThrownBy(() -> client.infer("fraud", row("amount", new Object())))
        .hasMessage(
            "input 'amount': want a number, a boolean, a text, or a list of numbers, found"
                + " java.lang.Object");
    assertThat(server.asked).isEmpty();
  }
}
