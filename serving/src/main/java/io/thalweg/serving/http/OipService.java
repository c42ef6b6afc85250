package io.thalweg.serving.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionTable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The protocol's endpoints. A request computes on the event loop that read it, from the one version
 * that it acquired. Thread-safe.
 */
final class OipService {
  private static final String MODEL = "/v2/models/{model}";
  private static final String VERSION = MODEL + "/versions/{version}";
  private static final String LATEST = "latest";

  private final VersionTable table;
  private final ServingRecorder recorder;
  private final String serverVersion;
  private final Inference inference = new Inference();

  OipService(VersionTable table, ServingRecorder recorder, String serverVersion) {
    this.table = table;
    this.recorder = recorder;
    this.serverVersion = serverVersion;
  }

  void addTo(ServerBuilder server) {
    server.route().get("/v2").build((ctx, req) -> ok(AnswerWriter.server(serverVersion)));
    server.route().get("/v2/health/live").build((ctx, req) -> ok(AnswerWriter.flag("live", true)));
    server.route().get("/v2/health/ready").build((ctx, req) -> ready());
    for (String path : new String[] {MODEL, VERSION}) {
      server.route().get(path).build((ctx, req) -> metadata(ctx));
      server.route().get(path + "/ready").build((ctx, req) -> modelReady(ctx));
      server.route().post(path + "/infer").build(this::infer);
    }
  }

  private HttpResponse ready() {
    boolean ready = table.isReady();
    return json(
        ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, AnswerWriter.flag("ready", ready));
  }

  private HttpResponse metadata(ServiceRequestContext ctx) {
    ModelSlot slot = slot(ctx);
    return ok(withServable(ctx, s -> AnswerWriter.model(s, slot.refusal())));
  }

  private HttpResponse modelReady(ServiceRequestContext ctx) {
    ModelSlot slot = slot(ctx);
    if (slot.servingVersion().isEmpty()) {
      return json(HttpStatus.SERVICE_UNAVAILABLE, AnswerWriter.modelReady(slot.model(), false));
    }
    return ok(withServable(ctx, s -> AnswerWriter.modelReady(s.spec().name(), true)));
  }

  private HttpResponse infer(ServiceRequestContext ctx, HttpRequest request) {
    return HttpResponse.of(request.aggregate().thenApply(whole -> infer(ctx, whole)));
  }

  private HttpResponse infer(ServiceRequestContext ctx, AggregatedHttpRequest request) {
    long start = System.nanoTime();
    try {
      byte[] body = request.content().array();
      byte[] answer = withServable(ctx, s -> inference.answer(s, body));
      recorder.served(System.nanoTime() - start);
      return ok(answer);
    } catch (RuntimeException e) {
      recorder.failed();
      throw e;
    }
  }

  private <T> T withServable(ServiceRequestContext ctx, Function<Servable, T> use) {
    ModelSlot slot = slot(ctx);
    Servable servable = slot.acquire();
    if (servable == null) {
      throw RequestException.notYet(noVersionYet(slot));
    }
    try {
      requireVersion(servable, ctx.pathParam("version"));
      return use.apply(servable);
    } finally {
      servable.release();
    }
  }

  private ModelSlot slot(ServiceRequestContext ctx) {
    String model = String.valueOf(ctx.pathParam("model"));
    ModelSlot slot = table.slot(model);
    if (slot == null) {
      throw RequestException.unknown(
          "model '%s' is unknown, known are %s"
              .formatted(model, table.slots().stream().map(ModelSlot::model).toList()));
    }
    return slot;
  }

  private static String noVersionYet(ModelSlot slot) {
    ModelSlot.Refusal refusal = slot.refusal();
    return refusal == null
        ? "model '%s' has no version yet, try again later".formatted(slot.model())
        : "model '%s' has no version yet, version %d was refused: %s"
            .formatted(slot.model(), refusal.version(), refusal.reason());
  }

  private static void requireVersion(Servable servable, @Nullable String asked) {
    String serving = Long.toString(servable.version());
    if (asked != null && !asked.equals(LATEST) && !asked.equals(serving)) {
      throw RequestException.unknown(
          "model '%s' has no version '%s' in service, version %s serves"
              .formatted(servable.spec().name(), asked, serving));
    }
  }

  private static HttpResponse ok(byte[] body) {
    return json(HttpStatus.OK, body);
  }

  private static HttpResponse json(HttpStatus status, byte[] body) {
    return HttpResponse.of(status, MediaType.JSON, body);
  }
}
