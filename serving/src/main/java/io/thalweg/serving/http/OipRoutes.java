package io.thalweg.serving.http;

import io.thalweg.serving.infer.Servables;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.binary.BinaryTail;
import io.thalweg.serving.protocol.json.InferJsonReader;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionTable;
import java.util.List;

/** The Open Inference Protocol v2 over REST. Thread-safe. */
public final class OipRoutes implements Routes {
  static final String MODEL = "/v2/models/{model}";
  static final String VERSION = MODEL + "/versions/{version}";

  private final VersionTable table;
  private final Servables servables;
  private final InferCalls calls;

  /** Answers from the versions of a table. */
  public OipRoutes(VersionTable table, Servables servables, InferCalls calls) {
    this.table = table;
    this.servables = servables;
    this.calls = calls;
  }

  @Override
  public void addTo(RouteTable routes) {
    for (String path : new String[] {MODEL, VERSION}) {
      routes.post(path + "/infer", this::infer);
    }
    for (String path : new String[] {MODEL, VERSION}) {
      routes.get(path, this::metadata).get(path + "/ready", this::modelReady);
    }
    routes
        .get("/v2", e -> e.answer(200, AnswerWriter.server()))
        .get("/v2/health/live", e -> e.answer(200, AnswerWriter.health(true, table.isReady())))
        .get("/v2/health/ready", this::ready);
  }

  private void infer(Exchange exchange) {
    calls.answer(
        exchange,
        exchange.parameter("model"),
        () -> request(exchange),
        answer -> InferAnswers.write(exchange, answer));
  }

  private static InferRequest request(Exchange exchange) {
    byte[] body = exchange.bodyView();
    return InferJsonReader.read(
        body, BinaryTail.jsonLength(exchange.header(BinaryTail.HEADER), body.length));
  }

  private void ready(Exchange exchange) {
    boolean ready = table.isReady();
    exchange.answer(ready ? 200 : 503, AnswerWriter.health(true, ready));
  }

  private void metadata(Exchange exchange) {
    ModelSlot slot = servables.slot(exchange.parameter("model"));
    String version = exchange.optionalParameter("version");
    Servable servable = servables.acquire(slot.model(), version);
    try {
      List<Long> versions = version == null ? slot.versions() : List.of(servable.version());
      exchange.answer(200, AnswerWriter.model(servable, versions, slot.refusal()));
    } finally {
      servable.release();
    }
  }

  private void modelReady(Exchange exchange) {
    ModelSlot slot = servables.slot(exchange.parameter("model"));
    if (slot.servingVersion().isEmpty()) {
      exchange.answer(503, AnswerWriter.modelReady(slot.model(), false));
      return;
    }
    servables.acquire(slot.model(), exchange.optionalParameter("version")).release();
    exchange.answer(200, AnswerWriter.modelReady(slot.model(), true));
  }
}
