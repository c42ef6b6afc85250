package io.thalweg.serving.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.serving.console.DeadLetter;
import io.thalweg.serving.console.ModelState;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What has no curve, as JSON. Stateless. */
final class ConsoleStateWriter {
  private ConsoleStateWriter() {}

  static byte[] state(ModelState state) {
    return AnswerWriter.object(
        json -> {
          json.writeStringField("model", state.model());
          json.writeNumberField("now", state.nowMillis());
          ConsoleWriter.number(json, "heard", state.heardMillis());
          json.writeNumberField("learners", state.learners());
          json.writeNumberField("processes", state.processes());
          json.writeObjectFieldStart("totals");
          for (String name : ModelState.TOTALS) {
            ConsoleWriter.number(json, name, state.totals().get(name));
          }
          json.writeEndObject();
          fresh(json, state.fresh());
          replay(json, state.replay());
          forgetting(json, state.forgotten());
          shift(json, state.shifted());
          versions(json, state.versions());
          letters(json, state.letters());
          json.writeObjectFieldStart("absent");
          for (Map.Entry<String, String> e : state.absent().entrySet()) {
            json.writeStringField(e.getKey(), e.getValue());
          }
          json.writeEndObject();
        });
  }

  private static void fresh(JsonGenerator json, ModelState.Fresh fresh) throws IOException {
    json.writeObjectFieldStart("freshness");
    json.writeArrayFieldStart("stages");
    for (ModelState.Stage stage : fresh.stages()) {
      json.writeStartObject();
      json.writeStringField("name", stage.name());
      json.writeNumberField("millis", stage.millis());
      json.writeEndObject();
    }
    json.writeEndArray();
    ConsoleWriter.number(json, "p50", fresh.p50());
    ConsoleWriter.number(json, "p99", fresh.p99());
    json.writeEndObject();
  }

  private static void replay(JsonGenerator json, ModelState.Replay replay) throws IOException {
    json.writeObjectFieldStart("replay");
    json.writeArrayFieldStart("tiers");
    for (ModelState.Tier tier : replay.tiers()) {
      json.writeStartObject();
      json.writeStringField("name", tier.name());
      json.writeNumberField("rows", tier.rows());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("ages");
    for (ModelState.AgeShare age : replay.ages()) {
      json.writeStartObject();
      Integer upTo = age.upToSeconds();
      ConsoleWriter.number(json, "up_to_seconds", upTo == null ? null : upTo.longValue());
      share(json, age.share());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("classes");
    for (ModelState.ClassShare of : replay.classes()) {
      json.writeStartObject();
      json.writeStringField("label", of.label());
      share(json, of.share());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void share(JsonGenerator json, double share) throws IOException {
    json.writeFieldName("share");
    ConsoleWriter.number(json, share);
  }

  private static void forgetting(JsonGenerator json, ModelState.Forgotten forgotten)
      throws IOException {
    json.writeObjectFieldStart("forgetting");
    json.writeArrayFieldStart("periods");
    for (ModelState.Period period : forgotten.periods()) {
      json.writeStartObject();
      json.writeNumberField("began", period.beganMillis());
      json.writeNumberField("rows", period.rows());
      json.writeEndObject();
    }
    json.writeEndArray();
    matrix(json, "accuracy", forgotten.accuracy());
    json.writeEndObject();
  }

  private static void shift(JsonGenerator json, ModelState.Shifted shifted) throws IOException {
    json.writeObjectFieldStart("shift");
    json.writeArrayFieldStart("features");
    for (String feature : shifted.features()) {
      json.writeString(feature);
    }
    json.writeEndArray();
    matrix(json, "psi", shifted.psi());
    json.writeEndObject();
  }

  private static void matrix(JsonGenerator json, String name, ModelState.Matrix matrix)
      throws IOException {
    json.writeArrayFieldStart("times");
    for (long time : matrix.times()) {
      json.writeNumber(time);
    }
    json.writeEndArray();
    json.writeArrayFieldStart(name);
    for (List<Double> row : matrix.rows()) {
      json.writeStartArray();
      for (double value : row) {
        ConsoleWriter.number(json, value);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void versions(JsonGenerator json, ModelState.Versions versions)
      throws IOException {
    json.writeObjectFieldStart("versions");
    ConsoleWriter.number(json, "serving", versions.serving());
    json.writeBooleanField("pinned", versions.pinned());
    json.writeArrayFieldStart("aliases");
    for (Map.Entry<String, Long> alias : versions.aliases().entrySet()) {
      json.writeStartObject();
      json.writeStringField("alias", alias.getKey());
      json.writeNumberField("version", alias.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("entries");
    for (ModelState.Entry entry : versions.entries()) {
      json.writeStartObject();
      json.writeNumberField("version", entry.version());
      json.writeNumberField("announced", entry.announcedMillis());
      json.writeBooleanField("preview", entry.preview());
      json.writeStringField("state", entry.state());
      ConsoleWriter.text(json, "why", entry.why());
      ConsoleWriter.number(json, "learned", entry.learned());
      json.writeObjectFieldStart("metrics");
      for (Map.Entry<String, Double> metric : new TreeMap<>(entry.metrics()).entrySet()) {
        json.writeFieldName(metric.getKey());
        ConsoleWriter.number(json, metric.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void letters(JsonGenerator json, List<DeadLetter> letters) throws IOException {
    json.writeArrayFieldStart("letters");
    for (DeadLetter letter : letters) {
      json.writeStartObject();
      json.writeNumberField("time", letter.timeMillis());
      json.writeStringField("topic", letter.topic());
      json.writeNumberField("partition", letter.partition());
      json.writeNumberField("offset", letter.offset());
      json.writeStringField("reason", letter.reason());
      json.writeNumberField("bytes", letter.sizeBytes());
      json.writeStringField("head", letter.head());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
