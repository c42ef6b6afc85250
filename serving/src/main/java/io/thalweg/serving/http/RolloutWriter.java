package io.thalweg.serving.http;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.serving.rollout.CanaryDecision;
import io.thalweg.serving.rollout.Evidence;
import io.thalweg.serving.rollout.GuardFigures;
import io.thalweg.serving.rollout.RolloutReport;
import io.thalweg.serving.rollout.ShadowReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** Writes reports of rollouts as JSON. Stateless. */
final class RolloutWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private RolloutWriter() {}

  static byte[] report(RolloutReport report) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringField("model", report.model());
      json.writeObjectFieldStart("shares");
      for (Map.Entry<String, Double> share : report.shares().entrySet()) {
        json.writeNumberField(share.getKey(), share.getValue());
      }
      json.writeEndObject();
      json.writeObjectFieldStart("aliases");
      for (Map.Entry<String, Long> alias : report.aliases().entrySet()) {
        json.writeStringField(alias.getKey(), Long.toString(alias.getValue()));
      }
      json.writeEndObject();
      CanaryDecision standing = report.canary();
      if (standing != null) {
        json.writeFieldName("canary");
        decision(json, standing);
      }
      json.writeArrayFieldStart("decided");
      for (CanaryDecision decision : report.decided()) {
        decision(json, decision);
      }
      json.writeEndArray();
      ShadowReport shadow = report.shadow();
      if (shadow != null) {
        json.writeFieldName("shadow");
        shadow(json, shadow);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void decision(JsonGenerator json, CanaryDecision decision) throws IOException {
    Evidence e = decision.evidence();
    json.writeStartObject();
    json.writeStringField("decision", decision.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    json.writeStringField("reason", decision.reason());
    json.writeStringField("champion", Long.toString(e.champion()));
    json.writeStringField("canary", Long.toString(e.canary()));
    json.writeNumberField("since_millis", e.sinceMillis());
    json.writeNumberField("at_millis", e.atMillis());
    json.writeNumberField("canary_labels", e.canaryLabels());
    json.writeNumberField("champion_labels", e.championLabels());
    json.writeArrayFieldStart("guards");
    for (GuardFigures guard : e.guards()) {
      guard(json, guard);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void guard(JsonGenerator json, GuardFigures guard) throws IOException {
    json.writeStartObject();
    json.writeStringField("guard", guard.guard().toString());
    json.writeStringField("verdict", guard.verdict().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("blocks", guard.blocks());
    json.writeNumberField("canary", guard.canary());
    json.writeNumberField("champion", guard.champion());
    json.writeNumberField("lower", guard.lower());
    json.writeNumberField("upper", guard.upper());
    json.writeNumberField("alpha", guard.alpha());
    json.writeNumberField("worse_doubt", guard.worseDoubt());
    json.writeNumberField("tolerable_doubt", guard.tolerableDoubt());
    json.writeNumberField("better_doubt", guard.betterDoubt());
    json.writeEndObject();
  }

  private static void shadow(JsonGenerator json, ShadowReport s) throws IOException {
    json.writeStartObject();
    json.writeStringField("alias", s.alias());
    version(json, "version", s.version());
    version(json, "against_from", s.againstFrom());
    version(json, "against_to", s.againstTo());
    json.writeNumberField("requests", s.requests());
    json.writeNumberField("rows", s.rows());
    json.writeNumberField("mean_difference", s.meanDifference());
    json.writeNumberField("max_difference", s.maxDifference());
    json.writeNumberField("disagreements", s.disagreements());
    json.writeNumberField("stability_index", s.stabilityIndex());
    json.writeNumberField("shadow_micros", s.shadowMicros());
    json.writeNumberField("answer_micros", s.answerMicros());
    json.writeNumberField("dropped", s.dropped());
    json.writeNumberField("skipped", s.skipped());
    json.writeNumberField("failed", s.failed());
    String failure = s.failure();
    if (failure != null) {
      json.writeStringField("failure", failure);
    }
    json.writeEndObject();
  }

  private static void version(JsonGenerator json, String name, OptionalLong version)
      throws IOException {
    if (version.isPresent()) {
      json.writeStringField(name, Long.toString(version.getAsLong()));
    }
  }
}
