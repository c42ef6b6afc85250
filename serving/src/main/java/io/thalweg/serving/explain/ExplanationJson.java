package io.thalweg.serving.explain;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.serving.explain.Attributions.Attribution;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Writes answers as JSON. Stateless. */
public final class ExplanationJson {
  private static final JsonFactory JSON = new JsonFactory();

  private ExplanationJson() {}

  /** Writes the members of an object. */
  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] object(Members members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The answer to a request for an explanation.
   *
   * @param id of the request, null where it has none
   */
  public static byte[] of(Explanation e, @Nullable String id) {
    Attributions a = e.attributions();
    return object(
        json -> {
          version(json, e.model(), e.version());
          if (id != null) {
            json.writeStringField("id", id);
          }
          json.writeStringField("method", a.method().text());
          OutputColumn o = e.output();
          output(json, o.output(), o.scale(), o.column(), o.label());
          json.writeNumberField("base_value", a.baseValue());
          json.writeNumberField("prediction", a.prediction());
          json.writeArrayFieldStart("features");
          for (Attribution f : a.features()) {
            feature(json, f.name(), f.value(), f.standardError());
          }
          json.writeEndArray();
          if (a.fidelity().isPresent()) {
            json.writeNumberField("fidelity", a.fidelity().getAsDouble());
          }
          background(json, e.source(), a.backgroundRows());
          json.writeNumberField("evaluations", a.evaluations());
        });
  }

  /** Which features count. */
  public static byte[] of(Importance i) {
    return object(
        json -> {
          version(json, i.model(), i.version());
          json.writeStringField("method", i.method().text());
          output(json, i.output(), i.scale(), i.column(), null);
          json.writeNumberField("rows", i.rows());
          json.writeArrayFieldStart("features");
          for (Importance.Feature f : i.features()) {
            feature(json, f.name(), f.meanAbsoluteValue(), f.standardError());
          }
          json.writeEndArray();
          background(json, i.source(), i.backgroundRows());
          json.writeNumberField("evaluations", i.evaluations());
        });
  }

  private static void version(JsonGenerator json, String model, long version) throws IOException {
    json.writeStringField("model_name", model);
    json.writeStringField("model_version", Long.toString(version));
  }

  private static void output(
      JsonGenerator json,
      String name,
      OutputColumn.Scale scale,
      @Nullable Integer column,
      @Nullable String label)
      throws IOException {
    json.writeObjectFieldStart("output");
    json.writeStringField("name", name);
    json.writeStringField("scale", scale.text());
    if (column != null) {
      json.writeNumberField("column", column);
    }
    if (label != null) {
      json.writeStringField("label", label);
    }
    json.writeEndObject();
  }

  private static void feature(JsonGenerator json, String name, double value, double error)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeNumberField("value", value);
    json.writeNumberField("standard_error", error);
    json.writeEndObject();
  }

  private static void background(JsonGenerator json, BackgroundSource source, int rows)
      throws IOException {
    json.writeObjectFieldStart("background");
    json.writeStringField("source", source.text());
    json.writeNumberField("rows", rows);
    json.writeEndObject();
  }
}
