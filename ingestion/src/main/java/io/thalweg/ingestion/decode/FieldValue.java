package io.thalweg.ingestion.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.Schema;

/** One field's value on its way from the decoder to whoever wants it. Reused, one per walk. */
final class FieldValue {
  enum Kind {
    MISSING,
    FLAG,
    WHOLE,
    REAL,
    TEXT,
    BYTES,
    NUMBERS,
    /** Numbers that are whole. */
    WHOLES,
    TEXTS
  }

  Kind kind = Kind.MISSING;
  boolean flag;
  long whole;
  double real;

  /** TEXT, BYTES: the first {@link #length}; a text's are UTF-8 by contract, not verified. */
  byte[] utf8 = new byte[64];

  /** NUMBERS, WHOLES: the first {@link #length} elements. */
  double[] numbers = new double[0];

  /** WHOLES: likewise, which numbers beyond 2^53 aren't. */
  long[] wholes = new long[0];

  /** TEXTS: likewise. */
  String[] texts = new String[0];

  int length;

  /** What an array of such elements is. */
  static Kind kindOfItems(Schema element) {
    return switch (element.getType()) {
      case STRING, ENUM -> Kind.TEXTS;
      case INT, LONG -> Kind.WHOLES;
      default -> Kind.NUMBERS;
    };
  }

  /** How many items of an array there is room for. */
  int mostItems(Kind kind) {
    return kind == Kind.TEXTS ? texts.length : numbers.length;
  }

  /** The value that is here becomes one of an array's. */
  void keepAsItem(Kind kind, int at) {
    if (kind == Kind.TEXTS) {
      texts[at] = text();
      return;
    }
    numbers[at] = number();
    if (kind == Kind.WHOLES) {
      wholes[at] = whole;
    }
  }

  void ofWhole(long value) {
    kind = Kind.WHOLE;
    whole = value;
  }

  void ofReal(double value) {
    kind = Kind.REAL;
    real = value;
  }

  void ofFlag(boolean value) {
    kind = Kind.FLAG;
    flag = value;
  }

  /** Copies: the buffer is written again by the next text. */
  void ofText(byte[] bytes) {
    System.arraycopy(bytes, 0, textBuffer(bytes.length), 0, bytes.length);
  }

  /** Becomes a text of {@code length} bytes, which the caller writes to what is returned. */
  byte[] textBuffer(int length) {
    if (utf8.length < length) {
      utf8 = new byte[Integer.highestOneBit(length) * 2];
    }
    kind = Kind.TEXT;
    this.length = length;
    return utf8;
  }

  /** A flag counts as 0 or 1. */
  double number() {
    return switch (kind) {
      case WHOLE -> whole;
      case REAL -> real;
      case FLAG -> flag ? 1 : 0;
      default -> throw new IllegalStateException("no number: " + kind);
    };
  }

  String text() {
    return switch (kind) {
      case TEXT -> new String(utf8, 0, length, StandardCharsets.UTF_8);
      case WHOLE -> Long.toString(whole);
      case FLAG -> Boolean.toString(flag);
      default -> throw new IllegalStateException("no text: " + kind);
    };
  }

  /** For a person. */
  String shown() {
    return switch (kind) {
      case MISSING -> "missing";
      case REAL -> Double.toString(real);
      case TEXT -> "'" + text() + "'";
      case BYTES -> length + " bytes";
      case NUMBERS -> Arrays.toString(Arrays.copyOf(numbers, length));
      case WHOLES -> Arrays.toString(Arrays.copyOf(wholes, length));
      case TEXTS -> Arrays.toString(Arrays.copyOf(texts, length));
      case FLAG, WHOLE -> text();
    };
  }
}
