package io.thalweg.serving.http;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.serving.feedback.FeedbackFigures;
import io.thalweg.serving.feedback.VersionFigures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code GET /v1/feedback}: what labels have shown of the answers. */
public final class FeedbackRoutes implements Routes {
  private static final JsonFactory JSON = new JsonFactory();

  private final Supplier<FeedbackFigures> figures;

  public FeedbackRoutes(Supplier<FeedbackFigures> figures) {
    this.figures = figures;
  }

  @Override
  public void addTo(RouteTable routes) {
    routes.get("/v1/feedback", exchange -> exchange.answer(200, json(figures.get())));
  }

  static byte[] json(FeedbackFigures figures) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeNumberField("sent", figures.sent());
      json.writeNumberField("dropped", figures.dropped());
      json.writeNumberField("failed", figures.failed());
      json.writeNumberField("waiting", figures.waiting());
      json.writeObjectFieldStart("unmatched_labels");
      for (Map.Entry<String, Long> model : new TreeMap<>(figures.unmatchedLabels()).entrySet()) {
        json.writeNumberField(model.getKey(), model.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("versions");
      for (VersionFigures version : figures.versions()) {
        write(json, version);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, VersionFigures version) throws IOException {
    json.writeStartObject();
    json.writeStringField("model", version.model());
    json.writeNumberField("version", version.version());
    json.writeNumberField("served", version.served());
    json.writeNumberField("matched", version.matched());
    json.writeNumberField("expired", version.expired());
    json.writeNumberField("unjudged", version.unjudged());
    json.writeObjectFieldStart("metrics");
    for (Map.Entry<String, Double> metric : new TreeMap<>(version.metrics()).entrySet()) {
      json.writeNumberField(metric.getKey(), metric.getValue());
    }
    json.writeEndObject();
    write(json, "latency_p50_us", version.latencyP50Micros());
    write(json, "latency_p99_us", version.latencyP99Micros());
    write(json, "label_delay_p50_ms", version.labelDelayP50Millis());
    write(json, "label_delay_p99_ms", version.labelDelayP99Millis());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, OptionalLong value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, value.getAsLong());
    }
  }
}
