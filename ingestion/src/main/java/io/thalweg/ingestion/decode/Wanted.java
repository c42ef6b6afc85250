package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.decode.FieldValue.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Who wants which field of the reader's schema, by dotted path. Every path leads through records to
 * a value that can be read. Confined to one thread.
 */
final class Wanted {
  private final Map<String, List<Target>> targets = new LinkedHashMap<>();

  void add(String path, Target target) {
    targets.computeIfAbsent(path, p -> new ArrayList<>()).add(target);
  }

  /** The field or one within it; the record itself always is. */
  boolean is(String path) {
    return path.isEmpty()
        || targets.containsKey(path)
        || targets.keySet().stream().anyMatch(w -> w.startsWith(path + "."));
  }

  Target[] of(String path) {
    return targets.getOrDefault(path, List.of()).toArray(Target[]::new);
  }

  /** When a record is null, every field that is wanted of it is missing. */
  Handout missing(String path) {
    Target[] within =
        targets.entrySet().stream()
            .filter(w -> w.getKey().equals(path) || w.getKey().startsWith(path + "."))
            .flatMap(w -> w.getValue().stream())
            .toArray(Target[]::new);
    return draft -> {
      draft.value.kind = Kind.MISSING;
      for (Target target : within) {
        target.accept(draft.value, draft);
      }
    };
  }

  /** A field's default, for all who want the field or what is within it. */
  List<Handout> fallback(Schema.Field field, String path) {
    List<Handout> handouts = new ArrayList<>();
    fallback(field.schema(), GenericData.get().getDefaultValue(field), path, handouts);
    return handouts;
  }

  private void fallback(
      Schema schema, @Nullable Object value, String path, List<Handout> handouts) {
    if (!is(path)) {
      return;
    }
    if (value == null) {
      handouts.add(missing(path));
    } else if (schema.getType() == Schema.Type.UNION) {
      int branch = GenericData.get().resolveUnion(schema, value);
      fallback(schema.getTypes().get(branch), value, path, handouts);
    } else if (value instanceof IndexedRecord record) {
      for (Schema.Field f : schema.getFields()) {
        fallback(f.schema(), record.get(f.pos()), path + "." + f.name(), handouts);
      }
    } else {
      handouts.add(Defaults.handout(value, path, of(path)));
    }
  }
}
