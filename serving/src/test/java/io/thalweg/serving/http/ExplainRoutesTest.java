package io.thalweg.serving.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.http.OipClient.Answer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Explanations over real HTTP, by onnxruntime. */
final class ExplainRoutesTest {
  private static final String PATH = "/v2/models/clicks/explain";

  /** An amount of e^3 - 1, the rest missing. */
  private static final float[] ROW = {3, 0, 0, 0, 0, Float.NaN, Float.NaN, Float.NaN};

  private static final String AMOUNT =
      """
      {"id": "q1", "parameters": {%s}, "inputs": [
        {"name": "AMOUNT", "datatype": "FP64", "shape": [1], "data": [19.085536923187668]}]}
      """;

  @TempDir private Path directory;
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = new RunningServer(directory);
    server.serve(3);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer explain(String parameters) throws Exception {
    return server.client.post(PATH, AMOUNT.formatted(parameters));
  }

  @Test
  void anAnswerAddsUpToThePrediction() throws Exception {
    Answer answer = explain("");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode e = answer.json();
    assertThat(e.get("model_name").asText()).isEqualTo("clicks");
    assertThat(e.get("model_version").asText()).isEqualTo("3");
    assertThat(e.get("id").asText()).isEqualTo("q1");
    assertThat(e.get("method").asText()).isEqualTo("exact");
    assertThat(e.at("/output/name").asText()).isEqualTo("probability");
    assertThat(e.at("/output/scale").asText()).isEqualTo("probability");
    assertThat(e.get("prediction").asDouble())
        .isEqualTo(TestModel.probability(3, ROW), within(1e-5));
    double sum = 0;
    for (JsonNode f : e.get("features")) {
      sum += f.get("value").asDouble();
    }
    assertThat(e.get("base_value").asDouble() + sum)
        .isEqualTo(e.get("prediction").asDouble(), within(1e-12));
    assertThat(e.get("features").findValuesAsText("name"))
        .containsExactly("amount", "country", "member", "position");
    assertThat(e.at("/background/source").asText()).isEqualTo("parity");
    assertThat(e.at("/background/rows").asInt()).isEqualTo(4);
  }

  @Test
  void answeredRowsBecomeTheBackground() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(server.client.post("/v2/models/clicks/infer", AMOUNT.formatted("")).status())
          .isEqualTo(200);
    }
    JsonNode e = explain("\"output\": \"logits\"").json();
    assertThat(e.at("/background/source").asText()).isEqualTo("traffic");
    assertThat(e.at("/background/rows").asInt()).isEqualTo(10);
    // All of them are this row.
    assertThat(e.get("base_value").asDouble()).isEqualTo(TestModel.logit(3, ROW), within(1e-5));
    e.get("features").forEach(f -> assertThat(f.get("value").asDouble()).isZero());
  }

  @Test
  void theParametersSayHow() throws Exception {
    String path = "/v2/models/clicks/versions/latest/explain";
    String how =
        "\"method\": \"permutation\", \"output\": \"logits\", \"budget\": 100, \"seed\": 4";
    JsonNode e = server.client.post(path, AMOUNT.formatted(how)).json();
    assertThat(e.get("method").asText()).isEqualTo("permutation");
    assertThat(e.at("/output/scale").asText()).isEqualTo("logit");
    assertThat(e.get("evaluations").asInt()).isBetween(50, 100);
    assertThat(server.client.post(path, AMOUNT.formatted(how)).json()).isEqualTo(e);
    JsonNode lime = explain("\"method\": \"lime\"").json();
    assertThat(lime.get("fidelity").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void importanceIsOfTheModelAndTheQuerySaysHow() throws Exception {
    JsonNode i = server.client.get("/v2/models/clicks/importance").json();
    assertThat(i.get("method").asText()).isEqualTo("exact");
    assertThat(i.get("rows").asInt()).isEqualTo(4);
    assertThat(i.get("features")).hasSize(4);
    i.get("features").forEach(f -> assertThat(f.get("value").asDouble()).isPositive());
    JsonNode sampled =
        server
            .client
            .get("/v2/models/clicks/versions/3/importance?method=permutation&budget=200&seed=1")
            .json();
    assertThat(sampled.get("method").asText()).isEqualTo("permutation");
    assertThat(sampled.get("evaluations").asInt()).isLessThanOrEqualTo(200);
  }

  @Test
  void mistakesAreAnsweredInOneLine() throws Exception {
    refuses(400, explain("\"budgett\": 1"), "parameter 'budgett' is unknown");
    refuses(400, explain("\"budget\": 1000000"), "at most 131072 evaluations are allowed");
    refuses(400, explain("\"output\": \"scores\""), "output 'scores' is unknown");
    refuses(400, server.client.post(PATH, "{}"), "inputs: want an array");
    refuses(404, server.client.post("/v2/models/none/explain", AMOUNT.formatted("")), "'none'");
    refuses(
        404,
        server.client.post("/v2/models/clicks/versions/9/explain", AMOUNT.formatted("")),
        "no version '9'");
    refuses(400, server.client.get("/v2/models/clicks/importance?seed=x"), "parameter 'seed'");
    refuses(405, server.client.get(PATH), "Method Not Allowed");
  }

  @Test
  void aBrokenEscapeInTheQueryIsAMistake() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /v2/models/clicks/importance?seed=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 400 ")
          .contains("the query has a broken escape: seed=%zz");
    }
  }

  private static void refuses(int status, Answer answer, String message) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.json().get("error").asText()).contains(message);
  }
}
