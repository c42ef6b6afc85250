package io.thalweg.serving.http;

import io.thalweg.serving.infer.Runner;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** Reads requests on one event loop and hands each to its route. Confined to the loop. */
final class Listener {
  private final Context loop;
  private final Runner runner;
  private final RouteTable routes;
  private final long maxBodyBytes;

  Listener(Context loop, Runner runner, RouteTable routes, long maxBodyBytes) {
    this.loop = loop;
    this.runner = runner;
    this.routes = routes;
    this.maxBodyBytes = maxBodyBytes;
  }

  void accept(HttpServerRequest request) {
    Body body = new Body(request);
    request.handler(body::append);
    request.endHandler(ignored -> body.end());
  }

  /** A body as its chunks come in. Confined to the loop. */
  private final class Body {
    private final HttpServerRequest request;
    private Buffer bytes = Buffer.buffer(0);
    private boolean refused;

    Body(HttpServerRequest request) {
      this.request = request;
    }

    void append(Buffer chunk) {
      if (refused) {
        return;
      }
      if (bytes.length() + (long) chunk.length() > maxBodyBytes) {
        refused = true;
        Refusal.sendTooLarge(request, maxBodyBytes);
        return;
      }
      bytes = bytes.length() == 0 ? chunk : bytes.appendBuffer(chunk);
    }

    void end() {
      if (refused) {
        return;
      }
      Exchange exchange = exchange(Map.of(), new byte[0]);
      try {
        RouteTable.Match match = routes.find(request.method().name(), request.path());
        byte[] body =
            ContentEncoding.decode(
                request.getHeader(HttpHeaders.CONTENT_ENCODING), bytes.getBytes(), maxBodyBytes);
        exchange = exchange(match.parameters(), body);
        match.handler().accept(exchange);
      } catch (RuntimeException e) {
        exchange.fail(e);
      }
    }

    private Exchange exchange(Map<String, String> parameters, byte[] body) {
      return new Exchange(request, loop, runner, parameters, body);
    }
  }
}
