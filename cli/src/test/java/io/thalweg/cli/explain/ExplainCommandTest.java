package io.thalweg.cli.explain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.thalweg.cli.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command beside a server that says what the protocol has it say. */
final class ExplainCommandTest {
  private static final String EVENT = "{\"amount\": 12.5, \"id\": \"e1\"}";
  private static final String ANSWER =
      """
      {"model_name": "m", "model_version": "5", "method": "exact",
       "output": {"name": "logits", "scale": "logit", "column": 0},
       "base_value": 1.0, "prediction": 3.0, "rows": 8,
       "features": [{"name": "amount", "value": 2.0, "standard_error": 0.0}],
       "background": {"source": "traffic", "rows": 9}, "evaluations": 10}
      """;

  private final AtomicReference<String> asked = new AtomicReference<>("");
  private final AtomicReference<String> body = new AtomicReference<>("");
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v2/models/m",
        exchange -> {
          String uri = exchange.getRequestURI().toString();
          boolean metadata = uri.matches("/v2/models/m(/versions/[^/]+)?");
          if (!metadata) {
            asked.set(exchange.getRequestMethod() + " " + uri);
            body.set(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          }
          answer(
              exchange,
              200,
              metadata
                  ? "{\"name\":\"m\",\"inputs\":[{\"name\":\"amount\",\"datatype\":\"FP64\"}]}"
                  : ANSWER);
        });
    server.createContext(
        "/v2/models/none",
        exchange ->
            answer(exchange, 404, "{\"error\": \"model 'none' is unknown, known are [m]\"}"));
    server.createContext("/v2/models/page", exchange -> answer(exchange, 500, "<html>"));
    server.start();
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Outcome explain(Object... arguments) {
    Object[] all = new Object[arguments.length + 3];
    all[0] = "explain";
    all[1] = "--server";
    all[2] = "http://127.0.0.1:" + server.getAddress().getPort();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return Outcome.of(all);
  }

  @Test
  void asksAboutAnEventAndPrintsATable() throws Exception {
    Outcome outcome =
        explain(
            "m",
            "--event",
            EVENT,
            "--method",
            "lime",
            "--output",
            "logits",
            "--column",
            "0",
            "--budget",
            99,
            "--seed",
            4,
            "--model-version",
            "latest");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(asked).hasValue("POST /v2/models/m/versions/latest/explain");
    JsonNode sent = new ObjectMapper().readTree(body.get());
    assertThat(sent)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"inputs": [{"name": "amount", "datatype": "FP64", "shape": [1],
                                 "data": [12.5]}],
                     "parameters": {"method": "lime", "output": "logits", "column": "0",
                                    "budget": 99, "seed": 4}}
                    """));
    assertThat(outcome.out())
        .startsWith("m version 5: logits[0] 3.000; over the background it is 1.000\n")
        .contains("  amount      +2.000 +- 0.0")
        .endsWith("no inputs of the model: id\n");
  }

  @Test
  void asksWhichFeaturesCount() {
    Outcome outcome = explain("m", "--importance", "--method", "exact");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(asked).hasValue("GET /v2/models/m/importance?method=exact");
    assertThat(outcome.out()).startsWith("m version 5: mean size of Shapley values of logits[0]");
  }

  @Test
  void printsTheAnswerAsItIs() throws Exception {
    Outcome outcome = explain("m", "--event", EVENT, "--json");
    assertThat(new ObjectMapper().readTree(outcome.out()))
        .isEqualTo(new ObjectMapper().readTree(ANSWER));
  }

  @Test
  void mistakesAreOneLine() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    mistake(
        explain("none", "--event", EVENT),
        url + " answers 404: model 'none' is unknown, known are [m]");
    mistake(
        explain("page", "--event", EVENT),
        url + " answers 500: not in the protocol's form; see --server");
    mistake(explain("m", "--event", EVENT, "--top", 0), "--top must be above 0; say --top 20");
    mistake(
        Outcome.of("explain", "m", "--server", "localhost:8080", "--importance"),
        "--server is localhost:8080; say a URL such as http://127.0.0.1:8080");
    server.stop(0);
    assertThat(explain("m", "--event", EVENT).err())
        .startsWith("thalweg: no answer from " + url + " (")
        .endsWith("; start one with thalweg serve, or say where it is with --server\n");
  }

  @Test
  void anEventOrImportanceIsAskedForAndNotBoth() {
    for (Outcome outcome :
        new Outcome[] {explain("m"), explain("m", "--event", EVENT, "--importance")}) {
      assertThat(outcome.exitCode()).isEqualTo(2);
      assertThat(outcome.err()).contains("--event", "--importance");
      assertThat(outcome.err().lines()).hasSize(1);
    }
  }

  private static void mistake(Outcome outcome, String message) {
    assertThat(outcome.err()).isEqualTo("thalweg: " + message + "\n");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }
}
