package io.thalweg.cli.explain;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thalweg.cli.terminal.CommandException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** One model of a server that speaks the Open Inference Protocol v2. Thread-safe. */
public final class ModelClient {
  /** Variable of the environment whose token is sent. */
  public static final String TOKEN = "THALWEG_TOKEN";

  private static final int UNAUTHENTICATED = 401;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(2);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final URI server;
  private final String path;

  /**
   * Nothing is asked yet.
   *
   * @param server {@code http://host:port}
   * @param version a number or an alias, null for the version that serves
   */
  public ModelClient(URI server, String model, @Nullable String version) {
    this.server = server;
    this.path = "/v2/models/" + model + (version == null ? "" : "/versions/" + version);
  }

  /** What the model takes and gives. */
  public JsonNode metadata() throws InterruptedException {
    return send(HttpRequest.newBuilder(server.resolve(path)).GET());
  }

  /**
   * Why the model says what it says.
   *
   * @param body an infer request of one row whose parameters say how
   */
  public JsonNode explain(JsonNode body) throws InterruptedException {
    return send(
        HttpRequest.newBuilder(server.resolve(path + "/explain"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  /**
   * Which features count over recent traffic.
   *
   * @param parameters say how
   */
  public JsonNode importance(JsonNode parameters) throws InterruptedException {
    StringJoiner query = new StringJoiner("&");
    parameters
        .properties()
        .forEach(p -> query.add(p.getKey() + "=" + encode(p.getValue().asText(), UTF_8)));
    return send(HttpRequest.newBuilder(server.resolve(path + "/importance?" + query)).GET());
  }

  private JsonNode send(HttpRequest.Builder request) throws InterruptedException {
    HttpResponse<byte[]> answer;
    String token = System.getenv(TOKEN);
    if (token != null && !token.isBlank()) {
      request.header("Authorization", "Bearer " + token.strip());
    }
    try {
      answer = http.send(request.timeout(REQUEST_TIMEOUT).build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new CommandException(
          "no answer from %s (%s); start one with thalweg serve, or say where it is with --server"
              .formatted(server, e.getMessage() == null ? "can't connect" : e.getMessage()));
    }
    JsonNode body = tree(answer.body());
    if (answer.statusCode() / 100 == 2 && body != null) {
      return body;
    }
    if (answer.statusCode() == UNAUTHENTICATED) {
      throw new CommandException(
          "%s wants a token; put one that thalweg token new has made into %s"
              .formatted(server, TOKEN));
    }
    String error = body == null ? "" : body.path("error").asText();
    throw new CommandException(
        "%s answers %d: %s"
            .formatted(
                server,
                answer.statusCode(),
                error.isEmpty() ? "not in the protocol's form; see --server" : error));
  }

  private static @Nullable JsonNode tree(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory always read", e);
    }
  }
}
