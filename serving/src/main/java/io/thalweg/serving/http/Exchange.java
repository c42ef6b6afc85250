package io.thalweg.serving.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.thalweg.serving.infer.Runner;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer. Confined to its event loop, but for the futures that it answers with,
 * which may complete anywhere.
 */
public final class Exchange {
  static final String JSON = "application/json";
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final HttpServerRequest request;
  private final Context loop;
  private final Runner runner;
  private final Map<String, String> parameters;
  private final byte[] body;
  private final long arrivedNanos = System.nanoTime();

  /**
   * A request that was read to its end.
   *
   * @param parameters of the path, by name
   */
  Exchange(
      HttpServerRequest request,
      Context loop,
      Runner runner,
      Map<String, String> parameters,
      byte[] body) {
    this.request = request;
    this.loop = loop;
    this.runner = runner;
    this.parameters = parameters;
    this.body = body;
  }

  /** A segment of the path that the route names. */
  public String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  public @Nullable String optionalParameter(String name) {
    return parameters.get(name);
  }

  /** Without its query, as it was sent. */
  String path() {
    return request.path();
  }

  public @Nullable String header(String name) {
    return request.getHeader(name);
  }

  /** The query by name; of what is there more than once, the first. */
  public Map<String, String> query() {
    Map<String, String> out = new HashMap<>();
    try {
      new QueryStringDecoder(request.uri())
          .parameters()
          .forEach((name, values) -> out.put(name, values.get(0)));
    } catch (IllegalArgumentException e) {
      throw RequestException.bad("the query has a broken escape: " + request.query());
    }
    return out;
  }

  /** Owned by the exchange. */
  public byte[] bodyView() {
    return body;
  }

  /** Of {@link System#nanoTime}. */
  public long arrivedNanos() {
    return arrivedNanos;
  }

  /** Computes together with what arrived in the same turn of the event loop. */
  public Runner runner() {
    return runner;
  }

  /** Sends the bytes as JSON. */
  public void answer(int status, byte[] json) {
    answer(status, JSON, json, headers -> {});
  }

  /** Sends the bytes. */
  void answer(int status, String type, byte[] bytes, Consumer<HttpServerResponse> headers) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status).putHeader("content-type", type);
    headers.accept(response);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader("content-length", Integer.toString(bytes.length));
    }
    response.end(Buffer.buffer(bytes));
  }

  /** Sends what the future brings, as JSON, or the error. */
  public <T> void answerWith(CompletableFuture<T> future, Function<T, byte[]> json) {
    sendWith(future, value -> answer(200, json.apply(value)));
  }

  /**
   * Calls back on the event loop with what the future brings, or sends the error.
   *
   * @param send sends the answer
   */
  public <T> void sendWith(CompletableFuture<T> future, Consumer<T> send) {
    CompletableFuture<T> unused =
        future.whenComplete(
            (value, failed) -> {
              if (Vertx.currentContext() == loop) {
                finish(value, failed, send);
              } else {
                loop.runOnContext(ignored -> finish(value, failed, send));
              }
            });
  }

  private <T> void finish(T value, @Nullable Throwable failed, Consumer<T> send) {
    try {
      if (failed == null) {
        send.accept(value);
        return;
      }
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    fail(failed);
  }

  /** Sends the error of a request, or that there was one of our own, which is logged. */
  public void fail(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof RequestException e) {
      Duration after = e.retryAfter();
      answer(
          e.status().httpCode(),
          JSON,
          AnswerWriter.error(String.valueOf(e.getMessage())),
          response -> {
            if (after != null) {
              response.putHeader("retry-after", Long.toString(Math.max(1, after.toSeconds())));
            }
          });
      return;
    }
    LOG.error("answering {} failed, request {}", request.path(), RequestId.of(request), cause);
    answer(
        Status.INTERNAL.httpCode(),
        AnswerWriter.error("internal error, the server's log says more"));
  }
}
