package io.thalweg.serving.infer;

import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.CrossFeature;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.MultiValuedFeature;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.TextFeature;
import io.thalweg.model.feature.TimeFeature;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A feature's raw values out of the input that bears its name. Stateless. */
final class FeatureInputs {
  private FeatureInputs() {}

  /** Refuses an input that isn't of the feature's datatype and shape. */
  static void requireFits(Tensor t, Feature f) {
    if (f instanceof CrossFeature cross) {
      throw RequestException.bad(
          "input '%s' follows from %s; leave it out".formatted(t.name(), cross.of()));
    }
    Datatype want = Inputs.datatype(f);
    boolean fits = want.isNumber() ? t.datatype().isNumber() : t.datatype() == want;
    if (!fits) {
      throw RequestException.bad(
          "input '%s': datatype %s, want %s".formatted(t.name(), t.datatype(), want));
    }
    int columns = Inputs.columns(f);
    if (f instanceof MultiValuedFeature) {
      if (t.shape().size() != 2 || t.rowLength() > columns) {
        throw RequestException.bad(
            "input '%s': shape %s, want [batch, 1] to [batch, %d]"
                .formatted(t.name(), t.shape(), columns));
      }
    } else if (columns > 0) {
      if (t.shape().size() != 2 || t.rowLength() != columns) {
        throw RequestException.bad(
            "input '%s': shape %s, want [batch, %d]".formatted(t.name(), t.shape(), columns));
      }
    } else if (t.rowLength() != 1) {
      throw RequestException.bad(
          "input '%s': shape %s, want [batch] or [batch, 1]".formatted(t.name(), t.shape()));
    }
  }

  /** Missing: for a vector or an image, in all of its elements; of others, each by itself. */
  static void put(RowEncoder encoder, ByteBuffer row, int index, Feature f, Tensor t, int r) {
    try {
      if (f instanceof Feature.Vector v) {
        vector(encoder, row, index, v.size(), t, r);
      } else if (f instanceof Feature.History h && h.isSequence()) {
        sequence(encoder, row, index, h.over(), t, r);
      } else if (f instanceof ImageFeature) {
        image(encoder, row, index, t, r);
      } else if (f instanceof MultiValuedFeature) {
        categories(encoder, row, index, t, r);
      } else if (f instanceof TextFeature) {
        String text = text(t, r);
        if (text != null) {
          encoder.text(row, index, text);
        }
      } else if (f.isCategory()) {
        byte[] text = t.text(r);
        if (text != null) {
          encoder.category(row, index, text, text.length);
        }
      } else if (!Double.isNaN(t.number(r))) {
        scalar(encoder, row, index, f, t.number(r));
      }
    } catch (BadValueException e) {
      throw RequestException.bad(
          "input '%s', row %d: %s".formatted(t.name(), r, String.valueOf(e.getMessage())));
    }
  }

  private static void scalar(RowEncoder encoder, ByteBuffer row, int index, Feature f, double value)
      throws BadValueException {
    if (f instanceof Feature.Flag) {
      encoder.flag(row, index, value != 0);
    } else if (f instanceof Feature.History) {
      encoder.history(row, index, value);
    } else if (f instanceof TimeFeature) {
      encoder.time(row, index, whole(value, Long.MAX_VALUE));
    } else {
      encoder.numeric(row, index, value);
    }
  }

  private static void sequence(
      RowEncoder encoder, ByteBuffer row, int index, int steps, Tensor t, int r)
      throws BadValueException {
    for (int i = 0; i < steps; i++) {
      double step = t.number(r * steps + i);
      if (!Double.isNaN(step)) {
        encoder.step(row, index, i, step);
      }
    }
  }

  private static void vector(
      RowEncoder encoder, ByteBuffer row, int index, int size, Tensor t, int r)
      throws BadValueException {
    int missing = 0;
    for (int i = 0; i < size; i++) {
      double element = t.number(r * size + i);
      if (Double.isNaN(element)) {
        missing++;
      } else {
        encoder.element(row, index, i, element);
      }
    }
    requireAll(t, r, missing, size);
  }

  private static long whole(double value, long most) throws BadValueException {
    if (value != Math.rint(value) || Math.abs(value) > most) {
      throw new BadValueException("want a whole number up to %d, found %s".formatted(most, value));
    }
    return (long) value;
  }

  private static @Nullable String text(Tensor t, int index) {
    byte[] text = t.text(index);
    return text == null ? null : new String(text, StandardCharsets.UTF_8);
  }

  private static void categories(RowEncoder encoder, ByteBuffer row, int index, Tensor t, int r)
      throws BadValueException {
    @Nullable String[] values = new String[t.rowLength()];
    for (int i = 0; i < values.length; i++) {
      values[i] = text(t, r * values.length + i);
    }
    encoder.categories(row, index, values, values.length);
  }

  private static void image(RowEncoder encoder, ByteBuffer row, int index, Tensor t, int r)
      throws BadValueException {
    byte[] pixels = new byte[t.rowLength()];
    int missing = 0;
    for (int i = 0; i < pixels.length; i++) {
      double pixel = t.number(r * pixels.length + i);
      if (Double.isNaN(pixel)) {
        missing++;
      } else if (pixel < 0) {
        throw new BadValueException("want a whole number up to 255, found " + pixel);
      } else {
        pixels[i] = (byte) whole(pixel, 255);
      }
    }
    requireAll(t, r, missing, pixels.length);
    if (missing == 0) {
      encoder.image(row, index, pixels, pixels.length);
    }
  }

  private static void requireAll(Tensor t, int r, int missing, int size) {
    if (missing != 0 && missing != size) {
      throw RequestException.bad(
          "input '%s', row %d: %d of %d elements are null, want none or all"
              .formatted(t.name(), r, missing, size));
    }
  }
}
