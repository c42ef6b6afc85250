package io.thalweg.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A server of the JDK's that says what it was told to, and remembers what it was asked. */
final class ScriptedServer implements AutoCloseable {
  /** What it answers; the header can be empty. */
  record Answer(int status, String header, String value, String body) {}

  /** What it was asked. */
  record Asked(String method, String path, String authorization, String body) {}

  final List<Asked> asked = new ArrayList<>();
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final HttpServer server;

  ScriptedServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  ScriptedServer then(int status, String body) {
    return then(status, "", "", body);
  }

  synchronized ScriptedServer then(int status, String header, String value, String body) {
    answers.add(new Answer(status, header, value, body));
    return this;
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(
        new Asked(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            String.valueOf(exchange.getRequestHeaders().getFirst("authorization")),
            body));
    Answer answer = answers.remove();
    if (!answer.header().isEmpty()) {
      exchange.getResponseHeaders().add(answer.header(), answer.value());
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
