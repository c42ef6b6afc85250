package io.thalweg.serving.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** A value as an error shows it. Stateless. */
final class Shown {
  private static final int LENGTH = 40;

  private Shown() {}

  static String value(JsonParser json, JsonToken value) throws IOException {
    return switch (value) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> '"' + cut(json.getText()) + '"';
      default -> cut(json.getText());
    };
  }

  private static String cut(String text) {
    return text.length() > LENGTH ? text.substring(0, LENGTH) + "..." : text;
  }
}
