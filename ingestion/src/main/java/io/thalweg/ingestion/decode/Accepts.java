package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.LabelValues;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.MultiValuedFeature;
import io.thalweg.model.feature.TextFeature;
import io.thalweg.model.feature.TimeFeature;
import org.apache.avro.Schema;

/** Which Avro types a use of a field can take. */
enum Accepts {
  IDENTITY("string, int or long"),
  TIME("long, timestamp-millis or timestamp-micros"),
  LABEL("a number or boolean"),
  NUMBER("int, long, float or double"),
  CATEGORY("string, enum, int, long or boolean"),
  FLAG("boolean"),
  PAST("int, long, float, double or boolean"),
  NUMBERS("an array of int, long, float or double"),
  INDEXES("an array of int or long"),
  LABELS("an array of int, long, string or enum"),
  TEXT("string"),
  SECONDS("int or long; a timestamp-millis has the unit millis, a timestamp-micros micros"),
  MILLIS("long or timestamp-millis; a timestamp-micros has the unit micros"),
  MICROS("long or timestamp-micros; a timestamp-millis has the unit millis"),
  PIXELS("bytes or fixed");

  private final String description;

  Accepts(String description) {
    this.description = description;
  }

  static Accepts of(Feature feature) {
    if (feature.isCategory()) {
      return CATEGORY;
    }
    if (feature instanceof Feature.Flag) {
      return FLAG;
    }
    if (feature instanceof Feature.History) {
      return PAST;
    }
    if (feature instanceof MultiValuedFeature) {
      return LABELS;
    }
    if (feature instanceof TextFeature) {
      return TEXT;
    }
    if (feature instanceof TimeFeature time) {
      return switch (time.unit()) {
        case SECONDS -> SECONDS;
        case MILLIS -> MILLIS;
        case MICROS -> MICROS;
      };
    }
    if (feature instanceof ImageFeature) {
      return PIXELS;
    }
    return feature instanceof Feature.Vector ? NUMBERS : NUMBER;
  }

  /** Without names there is nothing that a text could be. */
  static Accepts of(LabelValues label) {
    if (label instanceof LabelValues.AnySet set) {
      return set.names().isEmpty() ? INDEXES : LABELS;
    }
    return LABEL;
  }

  String description() {
    return description;
  }

  /** True when a value of {@code schema}, which is no union, can be used. */
  boolean takes(Schema schema) {
    boolean whole = isWhole(schema);
    boolean number = whole || isOneOf(schema, Schema.Type.FLOAT, Schema.Type.DOUBLE);
    boolean text = isOneOf(schema, Schema.Type.STRING);
    boolean flag = isOneOf(schema, Schema.Type.BOOLEAN);
    return switch (this) {
      case IDENTITY -> text || whole;
      case TIME -> isOneOf(schema, Schema.Type.LONG) && isInstant(schema);
      case LABEL, PAST -> number || flag;
      case NUMBER -> number;
      case CATEGORY -> text || whole || flag || isOneOf(schema, Schema.Type.ENUM);
      case FLAG -> flag;
      case NUMBERS -> isOneOf(schema, Schema.Type.ARRAY) && NUMBER.takes(schema.getElementType());
      case INDEXES -> isOneOf(schema, Schema.Type.ARRAY) && isWhole(schema.getElementType());
      case LABELS ->
          INDEXES.takes(schema)
              || (isOneOf(schema, Schema.Type.ARRAY)
                  && isOneOf(schema.getElementType(), Schema.Type.STRING, Schema.Type.ENUM));
      case TEXT -> text;
      case SECONDS -> whole && isLogical(schema, "");
      case MILLIS -> isOneOf(schema, Schema.Type.LONG) && isLogical(schema, "timestamp-millis");
      case MICROS -> isOneOf(schema, Schema.Type.LONG) && isLogical(schema, "timestamp-micros");
      case PIXELS -> isOneOf(schema, Schema.Type.BYTES, Schema.Type.FIXED) && isLogical(schema, "");
    };
  }

  private static boolean isWhole(Schema schema) {
    return isOneOf(schema, Schema.Type.INT, Schema.Type.LONG);
  }

  private static boolean isOneOf(Schema schema, Schema.Type a) {
    return schema.getType() == a;
  }

  private static boolean isOneOf(Schema schema, Schema.Type a, Schema.Type b) {
    return schema.getType() == a || schema.getType() == b;
  }

  /** Of this logical type, or of none. */
  private static boolean isLogical(Schema schema, String name) {
    return logical(schema).isEmpty() || logical(schema).equals(name);
  }

  private static String logical(Schema schema) {
    return schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
  }

  private static boolean isInstant(Schema schema) {
    return switch (logical(schema)) {
      case "", "timestamp-millis", "timestamp-micros" -> true;
      default -> false;
    };
  }
}
