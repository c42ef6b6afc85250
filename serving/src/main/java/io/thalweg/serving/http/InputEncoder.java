package io.thalweg.serving.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.serving.version.Servable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * Turns the inputs of a request into the dense input of one version: either its features' raw
 * values, encoded as the learner encodes them, or the dense input itself. Stateless.
 */
final class InputEncoder {
  /** Name of the dense input. */
  static final String DENSE = "features";

  /** Of one request's dense input, so that a small body can't claim much memory. */
  private static final int MAX_ELEMENTS = 1 << 22;

  private static final Set<String> WHOLE_NUMBERS =
      Set.of("INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64");
  private static final Set<String> NUMBERS = Set.of("FP16", "BF16", "FP32", "FP64");

  private InputEncoder() {}

  /**
   * Checks every input against the version's features.
   *
   * @return float32, (rows, width), NaN where a value is missing
   */
  static float[] encode(Servable servable, InferRequest request) {
    int width = servable.denseEncoder().width();
    if ((long) request.rows() * width > MAX_ELEMENTS) {
      throw RequestException.bad(
          "a batch of %d rows of %d columns, at most %d rows are accepted"
              .formatted(request.rows(), width, Math.max(1, MAX_ELEMENTS / width)));
    }
    Tensor first = request.inputs().get(0);
    boolean dense = first.name().equalsIgnoreCase(DENSE) && servable.featureIndex(first.name()) < 0;
    return dense ? dense(request.inputs(), width) : features(servable, request);
  }

  private static float[] dense(List<Tensor> inputs, int width) {
    if (inputs.size() > 1) {
      throw RequestException.bad(
          "input '%s' holds all columns, no other input is accepted beside it: found '%s'"
              .formatted(DENSE, inputs.get(1).name()));
    }
    Tensor t = inputs.get(0);
    if (!t.datatype().equals("FP32")) {
      throw RequestException.bad(
          "input '%s': datatype %s, want FP32".formatted(DENSE, t.datatype()));
    }
    if (t.shape().size() != 2 || t.rowLength() != width) {
      throw RequestException.bad(
          "input '%s': shape %s, want [batch, %d]".formatted(DENSE, t.shape(), width));
    }
    float[] out = new float[t.values().size()];
    for (int i = 0; i < out.length; i++) {
      JsonNode v = t.values().get(i);
      out[i] = v.isNull() ? Float.NaN : v.floatValue();
      if (!v.isNull() && !(v.isNumber() && Float.isFinite(out[i]))) {
        throw bad(t, i / width, v, "a finite float32 or null");
      }
    }
    return out;
  }

  private static float[] features(Servable servable, InferRequest request) {
    int[] feature = new int[request.inputs().size()];
    boolean[] seen = new boolean[servable.spec().features().features().size()];
    for (int i = 0; i < feature.length; i++) {
      Tensor t = request.inputs().get(i);
      feature[i] = servable.featureIndex(t.name());
      if (feature[i] < 0) {
        throw RequestException.bad(
            "input '%s' is no feature of model '%s', its metadata lists them"
                .formatted(t.name(), servable.spec().name()));
      }
      if (seen[feature[i]]) {
        throw RequestException.bad("input '%s' is given twice".formatted(t.name()));
      }
      seen[feature[i]] = true;
      requireFits(t, servable.spec().features().features().get(feature[i]));
    }
    RowEncoder encoder = servable.rowEncoder();
    ByteBuffer row = encoder.layout().newRow();
    int width = servable.denseEncoder().width();
    float[] out = new float[request.rows() * width];
    for (int r = 0; r < request.rows(); r++) {
      encoder.clear(row);
      for (int i = 0; i < feature.length; i++) {
        Feature f = servable.spec().features().features().get(feature[i]);
        put(encoder, row, feature[i], f, request.inputs().get(i), r);
      }
      servable.denseEncoder().expand(row, 0, out, r * width);
    }
    return out;
  }

  private static void requireFits(Tensor t, Feature f) {
    boolean number = NUMBERS.contains(t.datatype()) || WHOLE_NUMBERS.contains(t.datatype());
    boolean fits =
        f instanceof Feature.Categorical
            ? t.datatype().equals("BYTES")
            : f instanceof Feature.Flag ? t.datatype().equals("BOOL") : number;
    if (!fits) {
      throw RequestException.bad(
          "input '%s': datatype %s, want %s".formatted(t.name(), t.datatype(), Datatypes.of(f)));
    }
    int columns = columns(f);
    if (columns > 0) {
      if (t.shape().size() != 2 || t.rowLength() != columns) {
        throw RequestException.bad(
            "input '%s': shape %s, want [batch, %d]".formatted(t.name(), t.shape(), columns));
      }
    } else if (t.rowLength() != 1) {
      throw RequestException.bad(
          "input '%s': shape %s, want [batch] or [batch, 1]".formatted(t.name(), t.shape()));
    }
  }

  /** Columns of a feature's input; 0 where it has a number or text for each row. */
  static int columns(Feature f) {
    boolean many =
        f instanceof Feature.Vector || (f instanceof Feature.History h && h.isSequence());
    return many ? f.slots() : 0;
  }

  /** Null is missing: for a vector, null in all of its elements; of a sequence, each by itself. */
  private static void put(
      RowEncoder encoder, ByteBuffer row, int index, Feature f, Tensor t, int r) {
    try {
      if (f instanceof Feature.Vector v) {
        vector(encoder, row, index, v.size(), t, r);
        return;
      }
      if (f instanceof Feature.History h && h.isSequence()) {
        for (int i = 0; i < h.over(); i++) {
          JsonNode step = t.value(r, i);
          if (!step.isNull()) {
            encoder.step(row, index, i, number(t, r, step));
          }
        }
        return;
      }
      JsonNode value = t.value(r, 0);
      if (value.isNull()) {
        return;
      }
      if (f instanceof Feature.Categorical) {
        if (!value.isTextual()) {
          throw bad(t, r, value, "a string");
        }
        encoder.category(row, index, value.textValue());
      } else if (f instanceof Feature.Flag) {
        if (!value.isBoolean()) {
          throw bad(t, r, value, "true or false");
        }
        encoder.flag(row, index, value.booleanValue());
      } else if (f instanceof Feature.History) {
        encoder.history(row, index, number(t, r, value));
      } else {
        encoder.numeric(row, index, number(t, r, value));
      }
    } catch (BadValueException e) {
      throw RequestException.bad(
          "input '%s', row %d: %s".formatted(t.name(), r, String.valueOf(e.getMessage())));
    }
  }

  private static void vector(
      RowEncoder encoder, ByteBuffer row, int index, int size, Tensor t, int r)
      throws BadValueException {
    int nulls = 0;
    for (int i = 0; i < size; i++) {
      JsonNode value = t.value(r, i);
      if (value.isNull()) {
        nulls++;
      } else {
        encoder.element(row, index, i, number(t, r, value));
      }
    }
    if (nulls != 0 && nulls != size) {
      throw RequestException.bad(
          "input '%s', row %d: %d of %d elements are null, want none or all"
              .formatted(t.name(), r, nulls, size));
    }
  }

  private static double number(Tensor t, int row, JsonNode value) {
    boolean whole = WHOLE_NUMBERS.contains(t.datatype());
    if (!value.isNumber() || (whole && !value.canConvertToExactIntegral())) {
      throw bad(t, row, value, whole ? "a whole number" : "a number");
    }
    return value.doubleValue();
  }

  private static RequestException bad(Tensor t, int row, JsonNode value, String want) {
    String found = value.toString();
    return RequestException.bad(
        "input '%s', row %d: want %s, found %s"
            .formatted(
                t.name(), row, want, found.length() > 40 ? found.substring(0, 40) + "..." : found));
  }
}
