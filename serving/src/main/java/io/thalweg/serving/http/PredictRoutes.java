package io.thalweg.serving.http;

import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.json.PredictJsonReader;

/** {@code POST /v1/models/NAME:predict}, as TensorFlow Serving and KServe have it. Stateless. */
public final class PredictRoutes implements Routes {
  private static final String VERB = ":predict";

  private final InferCalls calls;

  public PredictRoutes(InferCalls calls) {
    this.calls = calls;
  }

  @Override
  public void addTo(RouteTable routes) {
    routes.post("/v1/models/{call}", this::predict);
  }

  private void predict(Exchange exchange) {
    String call = exchange.parameter("call");
    if (!call.endsWith(VERB)) {
      throw RequestException.unknown(
          "Not Found: /v1/models/%s, want /v1/models/NAME%s".formatted(call, VERB));
    }
    calls.answer(
        exchange,
        call.substring(0, call.length() - VERB.length()),
        () -> PredictJsonReader.read(exchange.bodyView()),
        answer -> {
          byte[] json = AnswerWriter.predictions(answer);
          return () -> exchange.answer(200, json);
        });
  }
}
