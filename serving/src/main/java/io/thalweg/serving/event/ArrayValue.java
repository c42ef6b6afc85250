package io.thalweg.serving.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.MultiValuedFeature;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The elements of an array of an event, as those want them who read it. Confined to one thread. */
final class ArrayValue {
  private double[] numbers;
  private @Nullable String[] texts;
  private int length;

  private ArrayValue(int expected) {
    this.numbers = new double[Math.max(1, expected)];
    this.texts = new String[Math.max(1, expected)];
  }

  /**
   * Reads behind the array's opening to its end.
   *
   * @param readers at least one
   */
  static ArrayValue read(JsonParser json, List<Feature> readers)
      throws IOException, BadValueException {
    ArrayValue array = new ArrayValue(readers.get(0).slots());
    int most = most(readers);
    for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
      for (Feature reader : readers) {
        array.requireTaken(json, t, reader);
      }
      if (array.length == most) {
        throw new BadValueException(
            "%s: more than %d elements".formatted(FieldValues.source(readers.get(0)), most));
      }
      array.add(json, t);
    }
    return array;
  }

  /** Far more than anybody wants, of whom each says how many it takes. */
  private static int most(List<Feature> readers) {
    int wanted = readers.stream().mapToInt(Feature::slots).max().orElse(0);
    return Math.max(1_024, 4 * wanted);
  }

  private void requireTaken(JsonParser json, JsonToken element, Feature reader)
      throws IOException, BadValueException {
    boolean several = reader instanceof MultiValuedFeature;
    boolean taken =
        several
            ? element == JsonToken.VALUE_STRING || element == JsonToken.VALUE_NUMBER_INT
            : element.isNumeric();
    if (!taken && element != JsonToken.VALUE_NULL) {
      throw new BadValueException(
          "%s[%d]: want %s, found %s"
              .formatted(
                  FieldValues.source(reader),
                  length,
                  several ? "a string or a whole number" : "a number",
                  Shown.value(json, element)));
    }
  }

  private void add(JsonParser json, JsonToken element) throws IOException {
    if (length == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * length);
      texts = Arrays.copyOf(texts, 2 * length);
    }
    numbers[length] = element.isNumeric() ? json.getDoubleValue() : Double.NaN;
    texts[length] = element == JsonToken.VALUE_NULL ? null : json.getText();
    length++;
  }

  int length() {
    return length;
  }

  /** NaN for null. */
  double[] numbers() {
    return Arrays.copyOf(numbers, length);
  }

  /** Of which {@link #length} are there; null for null. Borrowed. */
  @Nullable String[] texts() {
    return texts;
  }
}
