package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.WireSpec;
import io.thalweg.ingestion.WireSpec.Format;
import io.thalweg.ingestion.WireSpec.Framing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Records of the fixtures as plain JSON, fields in random order. */
final class JsonRecords {
  private JsonRecords() {}

  static RecordProjector projector(Framing framing) {
    return RecordProjector.bind(
        Fixtures.source(new WireSpec(Format.JSON, framing, null)),
        Fixtures.LABEL,
        Fixtures.FEATURES);
  }

  static String of(@Nullable Object value, Random random) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return String.valueOf(value);
    }
    if (value instanceof GenericRecord record) {
      List<String> fields = new ArrayList<>();
      for (Schema.Field f : record.getSchema().getFields()) {
        fields.add("\"%s\": %s".formatted(f.name(), of(record.get(f.pos()), random)));
      }
      Collections.shuffle(fields, random);
      return "{" + String.join(random.nextBoolean() ? "," : " ,\n ", fields) + "}";
    }
    if (value instanceof List<?> items) {
      return items.stream().map(i -> of(i, random)).toList().toString();
    }
    if (value instanceof Map<?, ?> map) {
      List<String> entries = new ArrayList<>();
      map.forEach((k, v) -> entries.add("\"%s\": %s".formatted(k, of(v, random))));
      return "{" + String.join(", ", entries) + "}";
    }
    return value instanceof GenericFixed ? "\"\\u0001\\u0002\\u0003\"" : "\"" + value + "\"";
  }
}
