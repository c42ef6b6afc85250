package io.thalweg.serving.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thalweg.model.config.JsonFault;
import io.thalweg.serving.follow.AliasException;
import io.thalweg.serving.follow.VersionAdmin;
import io.thalweg.serving.infer.Servables;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Versions and aliases over REST, for a port that clients don't reach. What waits for a log does so
 * on the executor, never on an event loop. Thread-safe.
 */
public final class AdminRoutes implements Routes {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MODEL = "/admin/models/{model}";
  private static final String ALIAS = MODEL + "/aliases/{alias}";
  private static final int CONFLICT = 409;

  private final Servables servables;
  private final VersionAdmin admin;
  private final Executor executor;

  /**
   * Of the models of a server.
   *
   * @param executor runs operations; they may wait for seconds
   */
  public AdminRoutes(Servables servables, VersionAdmin admin, Executor executor) {
    this.servables = servables;
    this.admin = admin;
    this.executor = executor;
  }

  @FunctionalInterface
  private interface Operation {
    VersionAdmin.Change run(String model) throws AliasException;
  }

  @Override
  public void addTo(RouteTable routes) {
    routes
        .get(MODEL + "/versions", this::versions)
        .get(MODEL + "/aliases", this::versions)
        .post(ALIAS, this::assign)
        .add("DELETE", ALIAS, e -> run(e, m -> admin.remove(m, e.parameter("alias"))))
        .post(MODEL + "/pin", this::pin)
        .post(MODEL + "/unpin", e -> run(e, admin::unpin))
        .post(MODEL + "/promote", e -> run(e, admin::promote))
        .post(MODEL + "/rollback", e -> run(e, admin::rollback));
  }

  private void versions(Exchange exchange) {
    exchange.answer(200, AdminAnswers.versions(servables.slot(exchange.parameter("model"))));
  }

  private void assign(Exchange exchange) {
    long version = version(exchange);
    run(exchange, model -> admin.assign(model, exchange.parameter("alias"), version));
  }

  private void pin(Exchange exchange) {
    long version = version(exchange);
    run(exchange, model -> admin.pin(model, version));
  }

  private static long version(Exchange exchange) {
    String want = "the body is a JSON object with the version, such as {\"version\": 7}";
    try {
      JsonNode version = JSON.readTree(exchange.bodyView()).path("version");
      if (!version.canConvertToExactIntegral() || !version.canConvertToLong()) {
        throw RequestException.bad(want);
      }
      return version.longValue();
    } catch (JsonProcessingException e) {
      throw RequestException.bad(want + ": " + JsonFault.of(e));
    } catch (IOException e) {
      throw RequestException.bad(want);
    }
  }

  private void run(Exchange exchange, Operation operation) {
    String model = exchange.parameter("model");
    exchange.sendWith(
        CompletableFuture.supplyAsync(() -> reply(() -> operation.run(model)), executor),
        reply -> reply.accept(exchange));
  }

  private static Consumer<Exchange> reply(Callable<VersionAdmin.Change> operation) {
    try {
      VersionAdmin.Change change = operation.call();
      return e -> e.answer(change.inEffect() ? 200 : 202, AdminAnswers.change(change));
    } catch (AliasException e) {
      int status = status(e.kind());
      byte[] error = AnswerWriter.error(String.valueOf(e.getMessage()));
      return exchange -> exchange.answer(status, error);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private static int status(AliasException.Kind kind) {
    return switch (kind) {
      case BAD -> Status.BAD_REQUEST.httpCode();
      case UNKNOWN -> Status.NOT_FOUND.httpCode();
      case CONFLICT -> CONFLICT;
      case UNAVAILABLE -> Status.UNAVAILABLE.httpCode();
    };
  }
}
