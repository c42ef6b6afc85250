package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Compiles a schema and the fields that are wanted of it into one walk. Stateless. */
final class Walk {
  private Walk() {}

  /**
   * The walk over a record.
   *
   * @param prefix of the record's fields within {@code wanted}; empty at the top
   * @param wanted by dotted path; every path leads through records to a value that can be read
   */
  static Step record(Schema schema, String prefix, Map<String, List<Target>> wanted) {
    Step[] steps =
        schema.getFields().stream()
            .map(f -> field(f.schema(), prefix + f.name(), wanted))
            .toArray(Step[]::new);
    return (cursor, draft) -> {
      for (Step step : steps) {
        step.read(cursor, draft);
      }
    };
  }

  private static Step field(Schema schema, String path, Map<String, List<Target>> wanted) {
    List<Target> targets = wanted.get(path);
    if (targets == null && wanted.keySet().stream().noneMatch(w -> w.startsWith(path + "."))) {
      return new Skip(schema, path);
    }
    Target[] receivers = targets == null ? new Target[0] : targets.toArray(Target[]::new);
    return switch (schema.getType()) {
      case UNION -> union(schema, path, wanted);
      case RECORD -> record(schema, path + ".", wanted);
      default -> value(schema, path, receivers);
    };
  }

  /** When a record is null, every field that is wanted of it is missing. */
  private static Step union(Schema schema, String path, Map<String, List<Target>> wanted) {
    Target[] within =
        wanted.entrySet().stream()
            .filter(w -> w.getKey().equals(path) || w.getKey().startsWith(path + "."))
            .flatMap(w -> w.getValue().stream())
            .toArray(Target[]::new);
    Step[] branches =
        schema.getTypes().stream()
            .map(
                b ->
                    b.getType() == Schema.Type.NULL
                        ? value(b, path, within)
                        : field(b, path, wanted))
            .toArray(Step[]::new);
    return (cursor, draft) ->
        branches[cursor.index(path, "branch", branches.length)].read(cursor, draft);
  }

  private static Step value(Schema schema, String path, Target[] targets) {
    if (targets.length == 1 && schema.getType() == Schema.Type.FLOAT) {
      return floatStep(targets[0]);
    }
    if (targets.length == 1 && schema.getType() == Schema.Type.DOUBLE) {
      return doubleStep(targets[0]);
    }
    Reader reader = reader(schema, path);
    return (cursor, draft) -> {
      reader.read(cursor, draft.value);
      for (Target target : targets) {
        target.accept(draft.value, draft);
      }
    };
  }

  /** Call sites of their own: what most columns are, the JIT compiler can see through here. */
  private static Step floatStep(Target target) {
    return (cursor, draft) -> {
      draft.value.ofReal(cursor.in().readFloat());
      target.accept(draft.value, draft);
    };
  }

  private static Step doubleStep(Target target) {
    return (cursor, draft) -> {
      draft.value.ofReal(cursor.in().readDouble());
      target.accept(draft.value, draft);
    };
  }

  private interface Reader {
    void read(AvroCursor cursor, FieldValue out) throws IOException, BadValueException;
  }

  private static Reader reader(Schema schema, String path) {
    return switch (schema.getType()) {
      case NULL -> (cursor, out) -> out.kind = FieldValue.Kind.MISSING;
      case BOOLEAN -> (cursor, out) -> out.ofFlag(cursor.flag(path));
      case INT -> (cursor, out) -> out.ofWhole(cursor.in().readInt());
      case LONG -> (cursor, out) -> out.ofWhole(cursor.in().readLong());
      case FLOAT -> (cursor, out) -> out.ofReal(cursor.in().readFloat());
      case DOUBLE -> (cursor, out) -> out.ofReal(cursor.in().readDouble());
      case STRING -> (cursor, out) -> cursor.text(path, out);
      case BYTES ->
          (cursor, out) -> {
            cursor.text(path, out);
            out.kind = FieldValue.Kind.BYTES;
          };
      case FIXED ->
          (cursor, out) -> {
            int length = schema.getFixedSize();
            cursor.bytes(path, out.textBuffer(length), length);
            out.kind = FieldValue.Kind.BYTES;
          };
      case ENUM -> symbols(schema, path);
      case ARRAY -> array(schema.getElementType(), path);
      default -> throw new IllegalStateException("%s: %s".formatted(path, schema.getType()));
    };
  }

  private static Reader symbols(Schema schema, String path) {
    byte[][] symbols =
        schema.getEnumSymbols().stream()
            .map(s -> s.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    return (cursor, out) -> out.ofText(symbols[cursor.index(path, "symbol", symbols.length)]);
  }

  private static Reader array(Schema element, String path) {
    if (element.getType() == Schema.Type.FLOAT || element.getType() == Schema.Type.DOUBLE) {
      return reals(element.getType() == Schema.Type.FLOAT, path);
    }
    Reader reader = reader(element, path);
    boolean texts =
        element.getType() == Schema.Type.STRING || element.getType() == Schema.Type.ENUM;
    FieldValue.Kind kind = texts ? FieldValue.Kind.TEXTS : FieldValue.Kind.WHOLES;
    return (cursor, out) -> {
      int size = 0;
      int most = texts ? out.texts.length : out.numbers.length;
      for (int n = cursor.block(path, most - size); n > 0; n = cursor.block(path, most - size)) {
        for (int i = 0; i < n; i++) {
          reader.read(cursor, out);
          if (texts) {
            out.texts[size++] = out.text();
          } else {
            out.wholes[size] = out.whole;
            out.numbers[size++] = out.whole;
          }
        }
      }
      out.kind = kind;
      out.length = size;
    };
  }

  /** A block at a time, not an item: that halves what a vector takes. */
  private static Reader reals(boolean single, String path) {
    return (cursor, out) -> {
      int size = 0;
      int most = out.numbers.length;
      for (int n = cursor.block(path, most - size); n > 0; n = cursor.block(path, most - size)) {
        if (single) {
          cursor.floats(path, out.numbers, size, n);
        } else {
          cursor.doubles(path, out.numbers, size, n);
        }
        size += n;
      }
      out.kind = FieldValue.Kind.NUMBERS;
      out.length = size;
    };
  }
}
