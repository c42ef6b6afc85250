package io.thalweg.serving.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import io.thalweg.serving.rollout.RolloutReport;
import io.thalweg.serving.rollout.Rollouts;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** How rollouts stand, and canaries begun and ended by hand. Thread-safe. */
public final class RolloutRoutes implements Routes {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ROLLOUT = "/v2/models/{model}/rollout";
  private static final String CANARY = ROLLOUT + "/canary";

  private final Rollouts rollouts;

  public RolloutRoutes(Rollouts rollouts) {
    this.rollouts = rollouts;
  }

  @Override
  public void addTo(RouteTable routes) {
    routes
        .get(ROLLOUT, e -> e.answer(200, RolloutWriter.report(report(e.parameter("model")))))
        .post(CANARY, this::start)
        .add("DELETE", CANARY, this::abort);
  }

  private RolloutReport report(String model) {
    RolloutReport report = rollouts.report(model);
    if (report == null) {
      throw RequestException.unknown(
          "model '%s' has no rollout; configure rollout.%s".formatted(model, model));
    }
    return report;
  }

  private void start(Exchange exchange) {
    String model = exchange.parameter("model");
    long version = version(exchange.bodyView());
    change(exchange, model, () -> rollouts.startCanary(model, version));
  }

  private void abort(Exchange exchange) {
    String model = exchange.parameter("model");
    change(exchange, model, () -> rollouts.abortCanary(model));
  }

  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  /** Writes to the log of aliases, so not on the event loop. */
  private void change(Exchange exchange, String model, Change change) {
    report(model);
    exchange.answerWith(
        CompletableFuture.supplyAsync(
            () -> {
              try {
                change.make();
                return report(model);
              } catch (IllegalStateException e) {
                throw RequestException.bad(String.valueOf(e.getMessage()));
              } catch (IOException e) {
                throw RequestException.of(Status.UNAVAILABLE, String.valueOf(e.getMessage()));
              }
            }),
        RolloutWriter::report);
  }

  private static long version(byte[] body) {
    try {
      JsonNode version = JSON.readTree(body).path("version");
      if (version.canConvertToLong() && version.isIntegralNumber()) {
        return version.asLong();
      }
    } catch (IOException e) {
      // Refused below: the line says what is wanted.
    }
    throw RequestException.bad("want a JSON object with the version to try: {\"version\": 8}");
  }
}
