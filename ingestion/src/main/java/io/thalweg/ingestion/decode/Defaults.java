package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A field's default on its way to those who want the field. Stateless. */
final class Defaults {
  private Defaults() {}

  /**
   * A default's way.
   *
   * @param value as Avro's generic data has it, and no record
   */
  static Handout handout(Object value, String path, Target[] targets) {
    return draft -> {
      load(value, path, draft.value);
      for (Target target : targets) {
        target.accept(draft.value, draft);
      }
    };
  }

  private static void load(Object value, String path, FieldValue out) throws BadValueException {
    if (value instanceof Boolean flag) {
      out.ofFlag(flag);
    } else if (value instanceof Integer || value instanceof Long) {
      out.ofWhole(((Number) value).longValue());
    } else if (value instanceof Number number) {
      out.ofReal(number.doubleValue());
    } else if (value instanceof List<?> items) {
      items(items, path, out);
    } else {
      out.ofText(value.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void items(List<?> items, String path, FieldValue out) throws BadValueException {
    boolean texts = !items.isEmpty() && !(items.get(0) instanceof Number);
    int most = texts ? out.texts.length : out.numbers.length;
    if (items.size() > most) {
      throw new BadValueException(
          "%s: its default has %d items, at most %d".formatted(path, items.size(), most));
    }
    for (int i = 0; i < items.size(); i++) {
      if (texts) {
        out.texts[i] = items.get(i).toString();
      } else {
        out.numbers[i] = ((Number) items.get(i)).doubleValue();
      }
    }
    out.kind = texts ? FieldValue.Kind.TEXTS : FieldValue.Kind.NUMBERS;
    out.length = items.size();
  }
}
