package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.generic.GenericFixed;

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
    } else if (value instanceof ByteBuffer bytes) {
      bytes(bytes.duplicate(), out);
    } else if (value instanceof GenericFixed fixed) {
      bytes(ByteBuffer.wrap(fixed.bytes()), out);
    } else {
      out.ofText(value.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void bytes(ByteBuffer bytes, FieldValue out) {
    int length = bytes.remaining();
    bytes.get(out.textBuffer(length), 0, length);
    out.kind = FieldValue.Kind.BYTES;
  }

  private static void items(List<?> items, String path, FieldValue out) throws BadValueException {
    FieldValue.Kind kind = kindOf(items);
    int most = out.mostItems(kind);
    if (items.size() > most) {
      throw new BadValueException(
          "%s: its default has %d items, at most %d".formatted(path, items.size(), most));
    }
    for (int i = 0; i < items.size(); i++) {
      load(items.get(i), path, out);
      out.keepAsItem(kind, i);
    }
    out.kind = kind;
    out.length = items.size();
  }

  private static FieldValue.Kind kindOf(List<?> items) {
    if (items.isEmpty() || items.get(0) instanceof Integer || items.get(0) instanceof Long) {
      return FieldValue.Kind.WHOLES;
    }
    return items.get(0) instanceof Number ? FieldValue.Kind.NUMBERS : FieldValue.Kind.TEXTS;
  }
}
