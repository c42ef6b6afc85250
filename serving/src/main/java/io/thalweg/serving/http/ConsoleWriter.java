package io.thalweg.serving.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.serving.access.Role;
import io.thalweg.serving.console.Mark;
import io.thalweg.serving.console.ModelSummary;
import io.thalweg.serving.console.Points;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Models and their curves as JSON. Stateless. */
final class ConsoleWriter {
  private ConsoleWriter() {}

  static byte[] models(List<ModelSummary> models, Role role, boolean tokens) {
    return AnswerWriter.object(
        json -> {
          json.writeArrayFieldStart("models");
          for (ModelSummary model : models) {
            json.writeStartObject();
            json.writeStringField("name", model.name());
            number(json, "serving", model.serving());
            json.writeBooleanField("learning", model.learning());
            json.writeNumberField("learners", model.learners());
            json.writeArrayFieldStart("classes");
            for (String of : model.classes()) {
              json.writeString(of);
            }
            json.writeEndArray();
            text(json, "head", model.head());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeStringField("role", role.name().toLowerCase(Locale.ROOT));
          json.writeBooleanField("tokens", tokens);
        });
  }

  static byte[] series(String model, long nowMillis, Points points, List<Mark> marks) {
    return AnswerWriter.object(
        json -> {
          json.writeStringField("model", model);
          json.writeNumberField("now", nowMillis);
          json.writeNumberField("step", points.stepMillis());
          json.writeArrayFieldStart("time");
          for (long time : points.timeView()) {
            json.writeNumber(time);
          }
          json.writeEndArray();
          json.writeObjectFieldStart("series");
          for (Map.Entry<String, double[]> e : points.seriesView().entrySet()) {
            json.writeArrayFieldStart(e.getKey());
            for (double value : e.getValue()) {
              number(json, value);
            }
            json.writeEndArray();
          }
          json.writeEndObject();
          json.writeArrayFieldStart("marks");
          for (Mark mark : marks) {
            json.writeStartObject();
            json.writeNumberField("time", mark.timeMillis());
            json.writeStringField("kind", mark.kind().word());
            json.writeStringField("text", mark.text());
            number(json, "version", mark.version());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /** Null where it is no number; to seven digits, and a whole one as such. */
  static void number(JsonGenerator json, double value) throws IOException {
    if (!Double.isFinite(value)) {
      json.writeNull();
    } else if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
      json.writeNumber((long) value);
    } else if (Float.isFinite((float) value)) {
      json.writeNumber((float) value);
    } else {
      json.writeNumber(value);
    }
  }

  static void number(JsonGenerator json, String name, @Nullable Long value) throws IOException {
    json.writeFieldName(name);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeNumber(value);
    }
  }

  static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
    json.writeFieldName(name);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeString(value);
    }
  }
}
