package io.thalweg.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * As much of Confluent's interface as a reader asks for: one schema of events and another, which
 * has no more in common with it than its name. Thread-safe.
 */
final class FakeRegistry implements AutoCloseable {
  /** The id of the events' schema. */
  static final int EVENT = 1;

  /** That of the other one. */
  static final int OTHER = 2;

  private final HttpServer server;

  private FakeRegistry(HttpServer server) {
    this.server = server;
  }

  static FakeRegistry start(String schema) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Map<String, String> answers =
        Map.of(
            "/schemas/types",
            "[\"AVRO\"]",
            "/schemas/ids/" + EVENT,
            answer(schema),
            "/schemas/ids/" + OTHER,
            answer("{\"type\": \"record\", \"name\": \"Event\", \"fields\": []}"));
    server.createContext(
        "/", exchange -> answer(exchange, answers.get(exchange.getRequestURI().getPath())));
    server.start();
    return new FakeRegistry(server);
  }

  private static String answer(String schema) {
    return "{\"schema\": \"%s\"}".formatted(schema.replace("\"", "\\\"").replace("\n", " "));
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes =
        (body == null ? "{\"error_code\": 40403}" : body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
