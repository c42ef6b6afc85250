package io.thalweg.serving.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.MultiValuedFeature;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.TextFeature;
import io.thalweg.model.feature.TimeFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

/**
 * Puts a field's value where its features are in a row. What each takes is what it takes of Avro: a
 * category may be a text, a whole number or a boolean, a flag is a boolean; bytes are base64.
 * Thread-safe.
 */
final class FieldValues {
  private final List<Feature> features;
  private final RowEncoder encoder;

  FieldValues(List<Feature> features, RowEncoder encoder) {
    this.features = features;
    this.encoder = encoder;
  }

  /**
   * Reads the value to its end.
   *
   * @param readers positions of the features that read it, at least one
   */
  void put(JsonParser json, JsonToken value, List<Integer> readers, ByteBuffer row)
      throws IOException, BadValueException {
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    ArrayValue array =
        value == JsonToken.START_ARRAY
            ? ArrayValue.read(json, readers.stream().map(features::get).toList())
            : null;
    for (int index : readers) {
      Feature f = features.get(index);
      if (array != null && f instanceof Feature.Vector v) {
        vector(v, index, array.numbers(), row);
      } else if (array != null && f instanceof Feature.History h && h.isSequence()) {
        sequence(h, index, array.numbers(), row);
      } else if (array != null && f instanceof MultiValuedFeature) {
        encoder.categories(row, index, array.texts(), array.length());
      } else {
        scalar(json, value, f, index, row);
      }
    }
  }

  private void scalar(JsonParser json, JsonToken value, Feature f, int index, ByteBuffer row)
      throws IOException, BadValueException {
    boolean flag = value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE;
    if (f.isCategory()) {
      if (!flag && value != JsonToken.VALUE_STRING && value != JsonToken.VALUE_NUMBER_INT) {
        throw refused(json, value, f, "a string, a whole number or a boolean");
      }
      encoder.category(row, index, json.getText());
    } else if (f instanceof Feature.Flag) {
      if (!flag) {
        throw refused(json, value, f, "true or false");
      }
      encoder.flag(row, index, value == JsonToken.VALUE_TRUE);
    } else if (f instanceof Feature.History h && !h.isSequence()) {
      if (!flag && !value.isNumeric()) {
        throw refused(json, value, f, "a number or a boolean");
      }
      encoder.history(
          row, index, flag ? (value == JsonToken.VALUE_TRUE ? 1 : 0) : json.getDoubleValue());
    } else if (f instanceof Feature.Numeric) {
      if (!value.isNumeric()) {
        throw refused(json, value, f, "a number");
      }
      encoder.numeric(row, index, json.getDoubleValue());
    } else {
      other(json, value, f, index, row);
    }
  }

  private void other(JsonParser json, JsonToken value, Feature f, int index, ByteBuffer row)
      throws IOException, BadValueException {
    if (f instanceof TextFeature) {
      if (value != JsonToken.VALUE_STRING) {
        throw refused(json, value, f, "a string");
      }
      encoder.text(row, index, json.getText());
    } else if (f instanceof TimeFeature) {
      if (value != JsonToken.VALUE_NUMBER_INT) {
        throw refused(json, value, f, "a whole number");
      }
      encoder.time(row, index, json.getLongValue());
    } else if (f instanceof ImageFeature) {
      if (value != JsonToken.VALUE_STRING) {
        throw refused(json, value, f, "a string of base64");
      }
      byte[] bytes = bytes(json, f);
      encoder.image(row, index, bytes, bytes.length);
    } else if (f instanceof MultiValuedFeature) {
      throw refused(json, value, f, "an array of strings or whole numbers");
    } else {
      throw refused(json, value, f, "an array of %d numbers".formatted(f.slots()));
    }
  }

  private static byte[] bytes(JsonParser json, Feature f) throws IOException, BadValueException {
    try {
      return Base64.getDecoder().decode(json.getText());
    } catch (IllegalArgumentException e) {
      throw new BadValueException(source(f) + ": the string is not base64");
    }
  }

  private static BadValueException refused(JsonParser json, JsonToken value, Feature f, String want)
      throws IOException {
    return new BadValueException(
        "%s: want %s, found %s".formatted(source(f), want, Shown.value(json, value)));
  }

  private void vector(Feature.Vector v, int index, double[] numbers, ByteBuffer row)
      throws BadValueException {
    requireLength(v, numbers);
    for (int i = 0; i < numbers.length; i++) {
      encoder.element(row, index, i, numbers[i]);
    }
  }

  private void sequence(Feature.History h, int index, double[] numbers, ByteBuffer row)
      throws BadValueException {
    requireLength(h, numbers);
    for (int i = 0; i < numbers.length; i++) {
      if (!Double.isNaN(numbers[i])) {
        encoder.step(row, index, i, numbers[i]);
      }
    }
  }

  private static void requireLength(Feature f, double[] numbers) throws BadValueException {
    if (numbers.length != f.slots()) {
      throw new BadValueException(
          "%s: %d numbers, want %d".formatted(source(f), numbers.length, f.slots()));
    }
  }

  /** The field of an event that a feature is read from. */
  static String source(Feature f) {
    return f instanceof Feature.History ? f.name() : f.field();
  }
}
