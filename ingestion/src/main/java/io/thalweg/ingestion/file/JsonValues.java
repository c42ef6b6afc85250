package io.thalweg.ingestion.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;

/**
 * JSON into Avro, strictly: a number is no string and a string no number; bytes are a string of
 * base64. An absent field is null where it can be null. Stateless.
 */
final class JsonValues {
  private JsonValues() {}

  static void write(Schema schema, JsonNode value, Encoder out)
      throws IOException, BadCellException {
    switch (schema.getType()) {
      case INT -> {
        require(value.isIntegralNumber() && value.canConvertToInt(), schema, value);
        out.writeInt(value.intValue());
      }
      case LONG -> {
        require(value.isIntegralNumber() && value.canConvertToLong(), schema, value);
        out.writeLong(value.longValue());
      }
      case FLOAT -> {
        require(value.isNumber() && Float.isFinite(value.floatValue()), schema, value);
        out.writeFloat(value.floatValue());
      }
      case DOUBLE -> {
        require(value.isNumber() && Double.isFinite(value.doubleValue()), schema, value);
        out.writeDouble(value.doubleValue());
      }
      case BOOLEAN -> {
        require(value.isBoolean(), schema, value);
        out.writeBoolean(value.booleanValue());
      }
      case STRING -> {
        require(value.isTextual(), schema, value);
        out.writeString(value.textValue());
      }
      case ENUM -> {
        require(value.isTextual(), schema, value);
        out.writeEnum(Unions.symbol(schema, value.textValue()));
      }
      case BYTES -> {
        require(value.isTextual(), schema, value);
        out.writeBytes(TextValues.bytes(value.textValue()));
      }
      case FIXED -> {
        require(value.isTextual(), schema, value);
        out.writeFixed(TextValues.fixed(schema, value.textValue()));
      }
      case UNION -> union(schema, value, out);
      case ARRAY -> array(schema, value, out);
      case RECORD -> record(schema, value, out);
      case NULL -> {
        require(value.isNull() || value.isMissingNode(), schema, value);
        out.writeNull();
      }
      default ->
          throw new BadCellException(value.toString(), "can't become " + Unions.described(schema));
    }
  }

  private static void union(Schema schema, JsonNode value, Encoder out)
      throws IOException, BadCellException {
    boolean absent = value.isNull() || value.isMissingNode();
    int branch = absent ? Unions.nullBranch(schema) : -1;
    int chosen = branch >= 0 ? branch : Unions.valueBranch(schema);
    out.writeIndex(chosen);
    write(schema.getTypes().get(chosen), value, out);
  }

  private static void array(Schema schema, JsonNode value, Encoder out)
      throws IOException, BadCellException {
    require(value.isArray(), schema, value);
    out.writeArrayStart();
    out.setItemCount(value.size());
    for (JsonNode item : value) {
      out.startItem();
      write(schema.getElementType(), item, out);
    }
    out.writeArrayEnd();
  }

  private static void record(Schema schema, JsonNode value, Encoder out)
      throws IOException, BadCellException {
    require(value.isObject(), schema, value);
    for (Schema.Field f : schema.getFields()) {
      write(f.schema(), value.path(f.name()), out);
    }
  }

  private static void require(boolean holds, Schema schema, JsonNode value)
      throws BadCellException {
    if (!holds) {
      throw value.isMissingNode()
          ? BadCellException.missing()
          : new BadCellException(value.toString(), "is not of type " + Unions.described(schema));
    }
  }
}
