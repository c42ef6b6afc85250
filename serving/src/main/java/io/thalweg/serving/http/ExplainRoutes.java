package io.thalweg.serving.http;

import io.thalweg.serving.explain.ExplainRequest;
import io.thalweg.serving.explain.Explainer;
import io.thalweg.serving.explain.ExplanationJson;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.json.InferJsonReader;

/** What features contribute: to one answer, or over recent traffic. Thread-safe. */
public final class ExplainRoutes implements Routes {
  private final Explainer explainer;

  public ExplainRoutes(Explainer explainer) {
    this.explainer = explainer;
  }

  @Override
  public void addTo(RouteTable routes) {
    for (String path : new String[] {OipRoutes.MODEL, OipRoutes.VERSION}) {
      routes.post(path + "/explain", this::explain).get(path + "/importance", this::importance);
    }
  }

  /** An infer request whose parameters say how. */
  private void explain(Exchange exchange) {
    InferRequest request = InferJsonReader.read(exchange.bodyView());
    exchange.answerWith(
        explainer.explain(
            exchange.parameter("model"), exchange.optionalParameter("version"), request),
        explanation -> ExplanationJson.of(explanation, request.id()));
  }

  /** The query says how. */
  private void importance(Exchange exchange) {
    exchange.answerWith(
        explainer.importance(
            exchange.parameter("model"),
            exchange.optionalParameter("version"),
            ExplainRequest.of(exchange.query())),
        ExplanationJson::of);
  }
}
