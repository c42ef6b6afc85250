package io.thalweg.serving.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.serving.follow.VersionAdmin;
import io.thalweg.serving.version.ModelSlot;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the admin port says of versions. Stateless. */
final class AdminAnswers {
  private AdminAnswers() {}

  static byte[] versions(ModelSlot slot) {
    return AnswerWriter.object(
        json -> {
          json.writeStringField("name", slot.model());
          number(json, "serving", slot.servingVersion());
          number(json, "latest", slot.latestVersion());
          json.writeArrayFieldStart("loaded");
          for (long version : slot.versions()) {
            json.writeNumber(version);
          }
          json.writeEndArray();
          numbers(json, "aliases", slot.aliases());
          numbers(json, "assigned", slot.assigned());
          ModelSlot.Refusal refusal = slot.refusal();
          if (refusal != null) {
            json.writeObjectFieldStart("refused");
            json.writeNumberField("version", refusal.version());
            json.writeStringField("reason", refusal.reason());
            json.writeEndObject();
          }
        });
  }

  private static void numbers(JsonGenerator json, String name, Map<String, Long> values)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> e : values.entrySet()) {
      json.writeNumberField(e.getKey(), e.getValue());
    }
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, OptionalLong value)
      throws IOException {
    number(json, name, value.isPresent() ? value.getAsLong() : null);
  }

  private static void number(JsonGenerator json, String name, @Nullable Long value)
      throws IOException {
    json.writeFieldName(name);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeNumber(value);
    }
  }

  static byte[] change(VersionAdmin.Change change) {
    return AnswerWriter.object(
        json -> {
          json.writeStringField("name", change.model());
          json.writeStringField("alias", change.alias());
          number(json, "from", change.from());
          number(json, "to", change.to());
          json.writeBooleanField("in_effect", change.inEffect());
          if (change.pending() != null) {
            json.writeStringField("pending", change.pending());
          }
          json.writeBooleanField("durable", change.durable());
        });
  }
}
