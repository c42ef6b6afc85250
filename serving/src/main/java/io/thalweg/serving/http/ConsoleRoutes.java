package io.thalweg.serving.http;

import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.AccessGate.Granted;
import io.thalweg.serving.access.Role;
import io.thalweg.serving.console.Console;
import io.thalweg.serving.console.ModelState;
import io.thalweg.serving.console.Points;
import io.thalweg.serving.http.ConsoleFiles.ConsoleFile;
import io.thalweg.serving.protocol.RequestException;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The console's page and its JSON, which docs/console.md describes. Thread-safe. */
public final class ConsoleRoutes implements Routes {
  private static final String PAGE = "/console/";
  private static final String MODELS = "/console/api/models";
  private static final String MODEL = MODELS + "/{model}";
  private static final List<Integer> RANGES = List.of(900, 7_200, 43_200);

  private static final Map<String, String> HEADERS =
      Map.of(
          "content-security-policy",
          "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
              + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "x-content-type-options",
          "nosniff",
          "referrer-policy",
          "no-referrer");

  private final Console console;
  private final AccessGate gate;
  private final Executor executor;
  private final ConsoleFiles files = ConsoleFiles.read();

  /**
   * Of a server's console.
   *
   * @param gate of the port
   * @param executor copies points and writes them, which takes some milliseconds
   */
  public ConsoleRoutes(Console console, AccessGate gate, Executor executor) {
    this.console = console;
    this.gate = gate;
    this.executor = executor;
  }

  @Override
  public void addTo(RouteTable routes) {
    both(routes, MODELS, this::models);
    both(routes, MODEL + "/series", this::series);
    both(routes, MODEL + "/state", this::state);
    both(routes, "/", ConsoleRoutes::redirect);
    files
        .byPath()
        .forEach(
            (path, file) ->
                both(
                    routes,
                    path,
                    exchange -> {
                      if (path.equals(PAGE) && !exchange.path().equals(PAGE)) {
                        redirect(exchange); // its files are beside it
                      } else {
                        send(exchange, file);
                      }
                    }));
  }

  private static void both(RouteTable routes, String path, Consumer<Exchange> handler) {
    routes.get(path, handler).add("HEAD", path, handler);
  }

  private static void redirect(Exchange exchange) {
    exchange.answer(
        302,
        "text/plain; charset=utf-8",
        new byte[0],
        response -> {
          HEADERS.forEach(response::putHeader);
          response.putHeader("location", "console/"); // whatever prefix a proxy takes away
        });
  }

  private static void send(Exchange exchange, ConsoleFile file) {
    byte[] gzipped = accepts(exchange.header("accept-encoding")) ? file.gzippedView() : null;
    Consumer<HttpServerResponse> headers =
        response -> {
          HEADERS.forEach(response::putHeader);
          response
              .putHeader("cache-control", "no-cache")
              .putHeader("vary", "accept-encoding")
              .putHeader("etag", file.tag());
          if (gzipped != null) {
            response.putHeader("content-encoding", "gzip");
          }
        };
    if (isKnown(exchange.header("if-none-match"), file.tag())) {
      exchange.answer(304, file.type(), new byte[0], headers);
    } else {
      exchange.answer(200, file.type(), gzipped == null ? file.bytesView() : gzipped, headers);
    }
  }

  private static boolean accepts(@Nullable String encodings) {
    return encodings != null
        && encodings
            .toLowerCase(Locale.ROOT)
            .matches("(.*,)?\\s*(x-)?gzip\\s*(;\\s*q=(1(\\.0*)?|0\\.0*[1-9][0-9]*)\\s*)?(,.*)?");
  }

  private static boolean isKnown(@Nullable String tags, String tag) {
    return tags != null && (tags.strip().equals("*") || tags.contains(tag));
  }

  private void models(Exchange exchange) {
    boolean admin = gate.decide(exchange.header("authorization"), Role.ADMIN) instanceof Granted;
    answer(
        exchange,
        () ->
            ConsoleWriter.models(
                console.models(), admin ? Role.ADMIN : Role.READ, gate.asksForTokens()));
  }

  private void series(Exchange exchange) {
    String model = known(exchange);
    Map<String, String> query = exchange.query();
    int range = (int) number(query, "range", RANGES.get(0));
    if (!RANGES.contains(range)) {
      throw RequestException.bad(
          "range is '%s', want one of %s (seconds)".formatted(query.get("range"), RANGES));
    }
    long since = number(query, "since", Long.MIN_VALUE);
    answer(
        exchange,
        () -> {
          Points points = console.points(model, range, since);
          if (points == null) {
            throw unknown(model);
          }
          return ConsoleWriter.series(
              model, System.currentTimeMillis(), points, console.marks(model, since));
        });
  }

  private void state(Exchange exchange) {
    String model = known(exchange);
    answer(
        exchange,
        () -> {
          ModelState state = console.state(model);
          if (state == null) {
            throw unknown(model);
          }
          return ConsoleStateWriter.state(state);
        });
  }

  private String known(Exchange exchange) {
    String model = exchange.parameter("model");
    if (!console.knows(model)) {
      throw unknown(model);
    }
    return model;
  }

  private static RequestException unknown(String model) {
    return RequestException.unknown(
        "model '%s' is neither served nor learned; /console/api/models lists those that are"
            .formatted(model));
  }

  private static long number(Map<String, String> query, String name, long otherwise) {
    String text = query.get(name);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw RequestException.bad("%s is '%s', want a whole number".formatted(name, text));
    }
  }

  private void answer(Exchange exchange, Supplier<byte[]> json) {
    exchange.sendWith(
        CompletableFuture.supplyAsync(json, executor),
        bytes ->
            exchange.answer(
                200,
                Exchange.JSON,
                bytes,
                response -> {
                  HEADERS.forEach(response::putHeader);
                  response.putHeader("cache-control", "no-store");
                }));
  }
}
