package io.thalweg.ingestion.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.thalweg.model.feature.BadValueException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * What is wanted of a JSON object: fields by their names, or their aliases, in any order. Others
 * are skipped. A field that isn't there has its default, is null where it can be null, and is else
 * an error; one that is there twice is an error. Confined to one thread.
 */
final class JsonObject {
  private final Map<String, Field> byName = new HashMap<>();
  private final List<Field> fields = new ArrayList<>();
  private long turn;

  /** One that is wanted, or has something within that is. */
  private static final class Field {
    private final JsonValue value;
    private final List<Handout> absent;
    private final String path;
    private long seen;

    Field(JsonValue value, List<Handout> absent, String path) {
      this.value = value;
      this.absent = absent;
      this.path = path;
    }
  }

  static JsonObject of(Schema record, String prefix, Wanted wanted) {
    JsonObject object = new JsonObject();
    for (Schema.Field f : record.getFields()) {
      String path = prefix + f.name();
      if (wanted.is(path)) {
        Field field =
            new Field(JsonValues.of(f.schema(), path, wanted), absent(f, path, wanted), path);
        object.fields.add(field);
        object.byName.put(f.name(), field);
        f.aliases().stream()
            .filter(alias -> record.getField(alias) == null) // a name comes before an alias
            .forEach(alias -> object.byName.putIfAbsent(alias, field));
      }
    }
    return object;
  }

  private static List<Handout> absent(Schema.Field field, String path, Wanted wanted) {
    if (field.hasDefaultValue()) {
      return wanted.fallback(field, path);
    }
    if (field.schema().isNullable()) {
      return List.of(wanted.missing(path));
    }
    return List.of(
        draft -> {
          throw new BadValueException(path + ": is missing");
        });
  }

  /** Reads to the object's end; its beginning has been read. */
  void read(JsonParser in, Draft draft) throws IOException, BadValueException {
    turn++;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      Field field = byName.get(in.currentName());
      JsonToken token = in.nextToken();
      if (field == null) {
        in.skipChildren();
        continue;
      }
      if (field.seen == turn) {
        throw new BadValueException(field.path + ": is there twice");
      }
      field.seen = turn;
      field.value.read(in, token, draft);
    }
    for (Field field : fields) {
      if (field.seen != turn) {
        for (Handout handout : field.absent) {
          handout.give(draft);
        }
      }
    }
  }
}
