package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Resolver;
import org.apache.avro.Resolver.Action;
import org.apache.avro.Schema;

/** Compiles what Avro's rules make of a value into a reader of it. Stateless. */
final class Readers {
  private static final Set<String> AS_NUMBERS =
      Set.of("timestamp-millis", "local-timestamp-millis", "date", "time-millis", "time-micros");

  private Readers() {}

  /**
   * A reader of a value that is no record.
   *
   * @throws SchemaMismatchException when no value that was written can be read
   */
  static Reader of(Action action, String path) throws SchemaMismatchException {
    return switch (action.type) {
      case DO_NOTHING -> {
        requireSameUnit(action, path);
        yield written(action.writer, path);
      }
      case PROMOTE -> promoted(action, path);
      case CONTAINER -> array((Resolver.Container) action, path);
      case ENUM -> symbols((Resolver.EnumAdjust) action, path);
      case READER_UNION -> of(((Resolver.ReaderUnion) action).actualAction, path);
      case WRITER_UNION -> union((Resolver.WriterUnion) action, path);
      case ERROR -> throw Mismatches.of((Resolver.ErrorAction) action, path);
      case RECORD, SKIP ->
          throw new IllegalStateException("%s: %s".formatted(path, action.writer.getType()));
    };
  }

  /** Where a unit differs, the rules of Avro would read seconds for hours. */
  private static void requireSameUnit(Action action, String path) throws SchemaMismatchException {
    if (!isSameUnit(time(action.writer), time(action.reader))) {
      throw new SchemaMismatchException(
          "field '%s' is written as %s, and read as %s"
              .formatted(path, Described.of(action.writer), Described.of(action.reader)));
    }
  }

  /** A plain number is in milliseconds where it is a time, and else whatever its writers say. */
  private static boolean isSameUnit(String written, String read) {
    return written.equals(read)
        || (written.isEmpty() && AS_NUMBERS.contains(read))
        || (read.isEmpty() && AS_NUMBERS.contains(written));
  }

  /** The logical type of a date or time; empty of what is none. */
  private static String time(Schema schema) {
    String name = schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
    return name.equals("date") || name.contains("time-") || name.contains("timestamp-") ? name : "";
  }

  /** Of a time; 1 of what is none. */
  static int unitsPerMilli(Schema schema) {
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMicros) {
      return 1_000;
    }
    return schema.getLogicalType() instanceof LogicalTypes.TimestampNanos ? 1_000_000 : 1;
  }

  private static Reader written(Schema schema, String path) {
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
      default -> throw new IllegalStateException("%s: %s".formatted(path, schema.getType()));
    };
  }

  private static Reader promoted(Action action, String path) throws SchemaMismatchException {
    requireSameUnit(action, path);
    Reader reader = written(action.writer, path);
    boolean whole = isOneOf(action.writer, Schema.Type.INT, Schema.Type.LONG);
    return switch (action.reader.getType()) {
      case FLOAT ->
          (cursor, out) -> {
            reader.read(cursor, out);
            out.ofReal((float) out.whole);
          };
      case DOUBLE ->
          whole
              ? (cursor, out) -> {
                reader.read(cursor, out);
                out.ofReal((double) out.whole);
              }
              : reader;
      case STRING -> as(FieldValue.Kind.TEXT, reader);
      case BYTES -> as(FieldValue.Kind.BYTES, reader);
      default -> reader;
    };
  }

  /** A text and bytes are written alike. */
  private static Reader as(FieldValue.Kind kind, Reader reader) {
    return (cursor, out) -> {
      reader.read(cursor, out);
      out.kind = kind;
    };
  }

  private static Reader symbols(Resolver.EnumAdjust action, String path) {
    byte[][] symbols = new byte[action.adjustments.length][];
    for (int i = 0; i < symbols.length; i++) {
      int read = action.adjustments[i];
      symbols[i] =
          read < 0
              ? new byte[0]
              : action.reader.getEnumSymbols().get(read).getBytes(StandardCharsets.UTF_8);
    }
    return (cursor, out) -> {
      int index = cursor.index(path, "symbol", symbols.length);
      if (symbols[index].length == 0) {
        throw new BadValueException(
            "%s: symbol '%s' is none of the reader's schema, which has no default for it"
                .formatted(path, action.writer.getEnumSymbols().get(index)));
      }
      out.ofText(symbols[index]);
    };
  }

  private static Reader union(Resolver.WriterUnion action, String path) {
    Reader[] branches = new Reader[action.actions.length];
    for (int i = 0; i < branches.length; i++) {
      branches[i] = branch(action.actions[i], path);
    }
    return (cursor, out) ->
        branches[cursor.index(path, "branch", branches.length)].read(cursor, out);
  }

  /** What can't be read is an error only of the records that have it. */
  private static Reader branch(Action action, String path) {
    try {
      return of(action, path);
    } catch (SchemaMismatchException e) {
      String reason = String.valueOf(e.getMessage());
      return (cursor, out) -> {
        throw new BadValueException(reason);
      };
    }
  }

  private static Reader array(Resolver.Container action, String path)
      throws SchemaMismatchException {
    Action element = action.elementAction;
    boolean asWritten = element.type == Action.Type.DO_NOTHING;
    boolean widened = element.type == Action.Type.PROMOTE;
    if ((asWritten || widened) && element.writer.getType() == Schema.Type.FLOAT) {
      return reals(true, path);
    }
    if (asWritten && element.writer.getType() == Schema.Type.DOUBLE) {
      return reals(false, path);
    }
    return items(of(element, path), FieldValue.kindOfItems(element.reader), path);
  }

  private static Reader items(Reader reader, FieldValue.Kind kind, String path) {
    return (cursor, out) -> {
      int size = 0;
      int most = out.mostItems(kind);
      for (int n = cursor.block(path, most - size); n > 0; n = cursor.block(path, most - size)) {
        for (int i = 0; i < n; i++) {
          reader.read(cursor, out);
          out.keepAsItem(kind, size++);
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

  private static boolean isOneOf(Schema schema, Schema.Type a, Schema.Type b) {
    return schema.getType() == a || schema.getType() == b;
  }
}
