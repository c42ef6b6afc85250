package io.thalweg.ingestion.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.thalweg.ingestion.decode.FieldValue.Kind;
import io.thalweg.model.feature.BadValueException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Compiles a schema into readers of JSON, strictly: a number is no string and a string no number.
 * Stateless.
 */
final class JsonValues {
  /** Into a field's value, which is no record and not null. */
  @FunctionalInterface
  private interface Scalar {
    void read(JsonParser in, JsonToken token, FieldValue out) throws IOException, BadValueException;
  }

  private JsonValues() {}

  static JsonValue of(Schema schema, String path, Wanted wanted) {
    Handout missing = wanted.missing(path);
    boolean nullable = schema.isNullable();
    JsonValue present = present(nonNull(schema), path, wanted);
    return (in, token, draft) -> {
      if (token != JsonToken.VALUE_NULL) {
        present.read(in, token, draft);
      } else if (nullable) {
        missing.give(draft);
      } else {
        throw wrong(path, token, schema);
      }
    };
  }

  private static JsonValue present(Schema schema, String path, Wanted wanted) {
    if (schema.getType() == Schema.Type.RECORD) {
      JsonObject object = JsonObject.of(schema, path + ".", wanted);
      return (in, token, draft) -> {
        require(token == JsonToken.START_OBJECT, path, token, schema);
        object.read(in, draft);
      };
    }
    Scalar scalar =
        schema.getType() == Schema.Type.ARRAY ? array(schema, path) : scalar(schema, path);
    Target[] targets = wanted.of(path);
    return (in, token, draft) -> {
      scalar.read(in, token, draft.value);
      for (Target target : targets) {
        target.accept(draft.value, draft);
      }
    };
  }

  /** What a binding takes is one type, or one and null. */
  private static Schema nonNull(Schema schema) {
    if (schema.getType() != Schema.Type.UNION) {
      return schema;
    }
    return schema.getTypes().stream()
        .filter(t -> t.getType() != Schema.Type.NULL)
        .findFirst()
        .orElse(schema.getTypes().get(0));
  }

  private static Scalar scalar(Schema schema, String path) {
    return switch (schema.getType()) {
      case BOOLEAN ->
          (in, token, out) -> {
            require(token.isBoolean(), path, token, schema);
            out.ofFlag(token == JsonToken.VALUE_TRUE);
          };
      case INT, LONG -> whole(schema, path);
      case FLOAT, DOUBLE -> real(schema, path);
      case STRING ->
          (in, token, out) -> {
            require(token == JsonToken.VALUE_STRING, path, token, schema);
            JsonText.read(in, path, out);
          };
      case BYTES, FIXED ->
          (in, token, out) -> {
            require(token == JsonToken.VALUE_STRING, path, token, schema);
            bytes(in.getText(), schema, path, out);
          };
      case ENUM -> symbols(schema, path);
      default -> throw new IllegalStateException("%s: %s".formatted(path, schema.getType()));
    };
  }

  /** Of base64. */
  private static void bytes(String text, Schema schema, String path, FieldValue out)
      throws BadValueException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new BadValueException(path + ": it is not base64");
    }
    if (schema.getType() == Schema.Type.FIXED && bytes.length != schema.getFixedSize()) {
      throw new BadValueException(
          "%s: %d bytes are not of type %s".formatted(path, bytes.length, Described.of(schema)));
    }
    out.ofText(bytes);
    out.kind = Kind.BYTES;
  }

  private static Scalar whole(Schema schema, String path) {
    boolean narrow = schema.getType() == Schema.Type.INT;
    return (in, token, out) -> {
      require(token == JsonToken.VALUE_NUMBER_INT, path, token, schema);
      boolean fits =
          switch (in.getNumberType()) {
            case INT -> true;
            case LONG -> !narrow;
            default -> false;
          };
      if (!fits) {
        throw new BadValueException(
            "%s: %s is out of range for type %s"
                .formatted(path, in.getText(), Described.of(schema)));
      }
      out.ofWhole(in.getLongValue());
    };
  }

  private static Scalar real(Schema schema, String path) {
    boolean single = schema.getType() == Schema.Type.FLOAT;
    return (in, token, out) -> {
      require(token.isNumeric(), path, token, schema);
      double value = single ? (float) in.getDoubleValue() : in.getDoubleValue();
      if (!Double.isFinite(value)) {
        throw new BadValueException(
            "%s: %s is out of range for type %s"
                .formatted(path, in.getText(), Described.of(schema)));
      }
      out.ofReal(value);
    };
  }

  private static Scalar symbols(Schema schema, String path) {
    Map<String, byte[]> symbols = new HashMap<>();
    for (String symbol : schema.getEnumSymbols()) {
      symbols.put(symbol, symbol.getBytes(StandardCharsets.UTF_8));
    }
    String other = schema.getEnumDefault();
    byte[] otherwise = other == null ? new byte[0] : other.getBytes(StandardCharsets.UTF_8);
    return (in, token, out) -> {
      require(token == JsonToken.VALUE_STRING, path, token, schema);
      byte[] symbol = symbols.getOrDefault(in.getText(), otherwise);
      if (symbol.length == 0) {
        throw new BadValueException(
            "%s: it is none of the schema's %d symbols, which has no default for it"
                .formatted(path, symbols.size()));
      }
      out.ofText(symbol);
    };
  }

  private static Scalar array(Schema schema, String path) {
    Scalar item = scalar(schema.getElementType(), path);
    Kind kind = FieldValue.kindOfItems(schema.getElementType());
    return (in, token, out) -> {
      require(token == JsonToken.START_ARRAY, path, token, schema);
      int size = 0;
      int most = out.mostItems(kind);
      for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
        if (size == most) {
          throw new BadValueException("%s: more than %d items".formatted(path, most));
        }
        item.read(in, next, out);
        out.keepAsItem(kind, size++);
      }
      out.kind = kind;
      out.length = size;
    };
  }

  private static void require(boolean holds, String path, JsonToken token, Schema schema)
      throws BadValueException {
    if (!holds) {
      throw wrong(path, token, schema);
    }
  }

  private static BadValueException wrong(String path, JsonToken token, Schema schema) {
    String found =
        switch (token) {
          case VALUE_NULL -> "null";
          case VALUE_TRUE, VALUE_FALSE -> "a boolean";
          case VALUE_STRING -> "a string";
          case VALUE_NUMBER_INT -> "a whole number";
          case VALUE_NUMBER_FLOAT -> "a number with a fraction or an exponent";
          case START_ARRAY -> "an array";
          default -> "an object";
        };
    return new BadValueException(
        "%s: %s is not of type %s".formatted(path, found, Described.of(schema)));
  }
}
