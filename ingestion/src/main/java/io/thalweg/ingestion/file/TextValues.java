package io.thalweg.ingestion.file;

import java.io.IOException;
import java.util.Base64;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;

/**
 * Text into Avro, strictly: no blanks after a number, no "NaN", no "1f". Empty text is null where
 * the field can be null. An array's elements stand between semicolons, and empty text is an empty
 * one; bytes are base64. Stateless.
 */
final class TextValues {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

  private TextValues() {}

  static void write(Schema schema, String text, Encoder out) throws IOException, BadCellException {
    switch (schema.getType()) {
      case INT -> out.writeInt(toInt(text));
      case LONG -> out.writeLong(toLong(text));
      case FLOAT -> out.writeFloat(toFloat(text));
      case DOUBLE -> out.writeDouble(toDouble(text));
      case BOOLEAN -> out.writeBoolean(toBoolean(text));
      case STRING -> out.writeString(text);
      case ENUM -> out.writeEnum(Unions.symbol(schema, text));
      case UNION -> {
        int branch = text.isEmpty() ? Unions.nullBranch(schema) : -1;
        int chosen = branch >= 0 ? branch : Unions.valueBranch(schema);
        out.writeIndex(chosen);
        write(schema.getTypes().get(chosen), text, out);
      }
      case NULL -> out.writeNull();
      case ARRAY -> array(schema.getElementType(), text, out);
      case BYTES -> out.writeBytes(bytes(text));
      case FIXED -> out.writeFixed(fixed(schema, text));
      default ->
          throw new BadCellException(
              text, "can't become " + Unions.described(schema) + "; use JSON lines");
    }
  }

  private static void array(Schema element, String text, Encoder out)
      throws IOException, BadCellException {
    String[] elements = text.isEmpty() ? new String[0] : text.split(";", -1);
    out.writeArrayStart();
    out.setItemCount(elements.length);
    for (String e : elements) {
      out.startItem();
      write(element, e, out);
    }
    out.writeArrayEnd();
  }

  /** In base64. */
  static byte[] bytes(String text) throws BadCellException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new BadCellException(text, "is not base64");
    }
  }

  static byte[] fixed(Schema schema, String text) throws BadCellException {
    byte[] bytes = bytes(text);
    if (bytes.length != schema.getFixedSize()) {
      throw new BadCellException(
          text, "has %d bytes, want %d".formatted(bytes.length, schema.getFixedSize()));
    }
    return bytes;
  }

  static int toInt(String text) throws BadCellException {
    long value = toLong(text);
    if (value != (int) value) {
      throw new BadCellException(text, "is not an int");
    }
    return (int) value;
  }

  static long toLong(String text) throws BadCellException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new BadCellException(text, "is not a long");
    }
  }

  static float toFloat(String text) throws BadCellException {
    float value = (float) toDouble(text);
    if (!Float.isFinite(value)) {
      throw new BadCellException(text, "is not a finite float");
    }
    return value;
  }

  static double toDouble(String text) throws BadCellException {
    if (!NUMBER.matcher(text).matches()) {
      throw new BadCellException(text, "is not a number");
    }
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new BadCellException(text, "is not a finite double");
    }
    return value;
  }

  static boolean toBoolean(String text) throws BadCellException {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new BadCellException(text, "is neither true nor false");
    };
  }
}
