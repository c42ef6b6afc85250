package io.thalweg.ingestion.decode;

import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;

/** How errors call a schema. Stateless. */
final class Described {
  private Described() {}

  static String of(Schema schema) {
    String type = schema.getType().name().toLowerCase(Locale.ROOT);
    return switch (schema.getType()) {
      case ARRAY -> "an array of " + of(schema.getElementType());
      case UNION -> {
        List<String> types = schema.getTypes().stream().map(Described::of).toList();
        yield "a union of " + String.join(", ", types);
      }
      default -> schema.getLogicalType() == null ? type : schema.getLogicalType().getName();
    };
  }

  /** With its name, where it has one. */
  static String named(Schema schema) {
    return switch (schema.getType()) {
      case RECORD, ENUM, FIXED -> of(schema) + " " + schema.getFullName();
      default -> of(schema);
    };
  }
}
