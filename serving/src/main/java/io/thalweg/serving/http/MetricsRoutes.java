package io.thalweg.serving.http;

import io.thalweg.serving.metrics.ServingMetrics;
import java.nio.charset.StandardCharsets;

/** {@code GET /metrics}. Thread-safe. */
public final class MetricsRoutes implements Routes {
  static final String PATH = "/metrics";

  private final ServingMetrics metrics;

  public MetricsRoutes(ServingMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void addTo(RouteTable routes) {
    routes.get(
        PATH,
        exchange ->
            exchange.answer(
                200,
                ServingMetrics.CONTENT_TYPE,
                metrics.scrape().getBytes(StandardCharsets.UTF_8),
                headers -> {}));
  }
}
