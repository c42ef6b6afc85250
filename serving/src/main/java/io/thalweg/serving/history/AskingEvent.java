package io.thalweg.serving.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.serving.history.HistoriesConfig.Followed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an event says beside its features: its key, its time, its own values of fields that
 * histories look at, and the histories that it gives itself. Thread-safe.
 */
final class AskingEvent {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();

  /** Takes a value that isn't null. */
  private interface Taker {
    void take(JsonParser json, JsonToken value, AskedRow asked)
        throws IOException, BadValueException;
  }

  private final Map<String, List<Taker>> takers = new HashMap<>();

  /** Of events of which histories at {@code own} want to know their own values. */
  AskingEvent(FeatureSpec spec, Followed followed, BitSet own) {
    at(followed.key(), (json, value, asked) -> asked.setKey(key(followed.key(), json, value)));
    String time = followed.time();
    if (time != null) {
      at(time, (json, value, asked) -> asked.setTimeMillis(millis(followed, json, value)));
    }
    for (int i = 0; i < spec.features().size(); i++) {
      if (spec.features().get(i) instanceof History history) {
        add(spec, history, i, own.get(i));
      }
    }
  }

  private void add(FeatureSpec spec, History history, int feature, boolean takesOwn) {
    if (takesOwn) {
      at(
          history.field(),
          (json, value, asked) -> asked.setOwn(feature, number(history, json, value)));
    }
    // A field that a feature reads for what it is gives no history: as EventFields has it.
    if (spec.features().stream().noneMatch(f -> f.field().equals(history.name()))) {
      at(history.name(), (json, value, asked) -> asked.give(feature));
    }
  }

  private void at(String path, Taker taker) {
    takers.computeIfAbsent(path, p -> new ArrayList<>()).add(taker);
  }

  /** Reads an event of which it is known that it is JSON. */
  void read(byte[] event, AskedRow asked) throws BadValueException {
    try (JsonParser json = JSON.createParser(event)) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        record(json, "", asked);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void record(JsonParser json, String prefix, AskedRow asked)
      throws IOException, BadValueException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String path = prefix + json.currentName();
      JsonToken value = json.nextToken();
      if (value != JsonToken.VALUE_NULL) {
        for (Taker taker : takers.getOrDefault(path, List.of())) {
          taker.take(json, value, asked);
        }
      }
      if (value == JsonToken.START_OBJECT && isRecord(path + ".")) {
        record(json, path + ".", asked);
      } else {
        json.skipChildren();
      }
    }
  }

  private boolean isRecord(String prefix) {
    return takers.keySet().stream().anyMatch(path -> path.startsWith(prefix));
  }

  private static String key(String field, JsonParser json, JsonToken value)
      throws IOException, BadValueException {
    if (value == JsonToken.VALUE_NUMBER_INT) {
      return json.getBigIntegerValue().toString();
    }
    if (value != JsonToken.VALUE_STRING) {
      throw new BadValueException(
          "%s: want the key as a string or a whole number, found %s"
              .formatted(field, shown(json, value)));
    }
    return json.getText();
  }

  private static long millis(Followed followed, JsonParser json, JsonToken value)
      throws IOException, BadValueException {
    if (value != JsonToken.VALUE_NUMBER_INT
        || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw new BadValueException(
          "%s: want the time as a whole number of %s, found %s"
              .formatted(followed.time(), followed.unit().inWords(), shown(json, value)));
    }
    return followed.unit().toMillis(json.getLongValue());
  }

  private static double number(History history, JsonParser json, JsonToken value)
      throws IOException, BadValueException {
    if (value.isNumeric()) {
      return json.getDoubleValue();
    }
    if (!value.isBoolean()) {
      throw new BadValueException(
          "%s: want a number or a boolean, found %s"
              .formatted(history.field(), shown(json, value)));
    }
    return value == JsonToken.VALUE_TRUE ? 1 : 0;
  }

  private static @Nullable String shown(JsonParser json, JsonToken value) throws IOException {
    return value.isStructStart()
        ? value == JsonToken.START_ARRAY ? "an array" : "an object"
        : json.getText();
  }
}
