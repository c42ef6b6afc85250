package io.thalweg.serving.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one tensor as they come by, before its datatype and shape are known, since JSON's
 * members have no order. Confined to the thread that reads.
 */
final class Elements {
  private static final int MAX_DEPTH = 2;
  private static final int SHOWN = 40;

  private double[] numbers;
  private byte @Nullable [] @Nullable [] texts;
  private int size;

  /** Elements of the first array of each depth; the arrays beside it must have as many. */
  private final int[] extent = {-1, -1};

  private int depth;
  private boolean ragged;

  // The first element that is ..., for an error that shows it; -1: none.
  private int fraction = -1;
  private int truth = -1;
  private int text = -1;
  private int number = -1;

  Elements(int expected) {
    numbers = new double[Math.max(1, expected)];
  }

  /** Reads from the array's opening to its end. */
  void read(JsonParser json) throws IOException {
    array(json, 0);
  }

  private void array(JsonParser json, int level) throws IOException {
    if (level == MAX_DEPTH) {
      ragged = true;
      json.skipChildren();
      return;
    }
    depth = Math.max(depth, level + 1);
    int count = 0;
    int sizeBefore = size;
    boolean nested = false;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token == JsonToken.START_ARRAY) {
        nested = true;
        array(json, level + 1);
      } else {
        element(json, token);
      }
      count++;
    }
    ragged |= nested && size - sizeBefore != count * Math.max(0, extent[1]);
    if (extent[level] < 0) {
      extent[level] = count;
    } else {
      ragged |= extent[level] != count;
    }
  }

  private void element(JsonParser json, JsonToken token) throws IOException {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
    }
    switch (token) {
      case VALUE_NUMBER_FLOAT -> {
        double value = json.getDoubleValue();
        numbers[size] = value;
        number = number < 0 ? size : number;
        if (fraction < 0 && value != Math.rint(value)) {
          fraction = size;
        }
      }
      case VALUE_NUMBER_INT -> {
        numbers[size] = json.getDoubleValue();
        number = number < 0 ? size : number;
      }
      case VALUE_TRUE, VALUE_FALSE -> {
        numbers[size] = token == JsonToken.VALUE_TRUE ? 1 : 0;
        truth = truth < 0 ? size : truth;
      }
      case VALUE_NULL -> numbers[size] = Double.NaN;
      case VALUE_STRING -> {
        text(json.getText());
        text = text < 0 ? size : text;
      }
      default -> {
        json.skipChildren();
        ragged = true;
      }
    }
    size++;
  }

  private void text(String value) {
    if (texts == null) {
      texts = new byte[numbers.length][];
    } else if (texts.length <= size) {
      texts = Arrays.copyOf(texts, numbers.length);
    }
    texts[size] = value.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The tensor, once all about it is known.
   *
   * @throws RequestException when the elements aren't what datatype and shape say
   */
  Tensor tensor(String name, Datatype datatype, List<Integer> shape) {
    boolean nested = depth > 1;
    boolean fits =
        !nested
            || (shape.size() == depth && extent[0] == shape.get(0) && extent[1] == shape.get(1));
    if (ragged || !fits) {
      throw RequestException.bad(
          "input '%s': nested data is not of shape %s".formatted(name, shape));
    }
    int columns = Math.max(1, size / shape.get(0));
    switch (datatype.kind()) {
      case TEXT -> {
        refuse(name, columns, Math.max(number, truth), "a string");
        return Tensor.ofTexts(name, shape, Arrays.copyOf(textsOrMissing(), size));
      }
      case TRUTH -> refuse(name, columns, Math.max(number, text), "true or false");
      case WHOLE -> {
        refuse(name, columns, Math.max(truth, text), "a whole number");
        refuse(name, columns, fraction, "a whole number");
        requireRange(name, datatype, columns);
      }
      case REAL -> refuse(name, columns, Math.max(truth, text), "a number");
    }
    return Tensor.ofNumbers(
        name, datatype, shape, size == numbers.length ? numbers : Arrays.copyOf(numbers, size));
  }

  private byte @Nullable [][] textsOrMissing() {
    return texts == null ? new byte[numbers.length][] : texts;
  }

  private void requireRange(String name, Datatype datatype, int columns) {
    for (int i = 0; i < size; i++) {
      if (!Double.isNaN(numbers[i]) && !datatype.holds(numbers[i])) {
        refuse(name, columns, i, "a number of " + datatype);
      }
    }
  }

  private void refuse(String name, int columns, int at, String want) {
    if (at >= 0) {
      throw RequestException.bad(
          "input '%s', row %d: want %s, found %s".formatted(name, at / columns, want, shown(at)));
    }
  }

  private String shown(int at) {
    byte[] bytes = texts == null || at >= texts.length ? null : texts[at];
    String found =
        bytes != null
            ? '"' + new String(bytes, StandardCharsets.UTF_8) + '"'
            : at == truth ? Boolean.toString(numbers[at] != 0) : number(numbers[at]);
    return found.length() > SHOWN ? found.substring(0, SHOWN) + "..." : found;
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
