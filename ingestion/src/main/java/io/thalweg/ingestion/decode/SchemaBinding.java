package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.BindingException;
import io.thalweg.ingestion.NearestName;
import io.thalweg.model.config.JsonFault;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Finds the fields that are wanted in a schema and refuses, in one line, what it lacks or what
 * can't be used. Confined to one thread.
 */
final class SchemaBinding {
  private final String schemaName;
  private final Schema schema;
  private final Wanted wanted = new Wanted();

  SchemaBinding(String place, String schemaName, String schemaJson) {
    this.schemaName = schemaName;
    this.schema = parse(place, schemaName, schemaJson);
    if (schema.getType() != Schema.Type.RECORD) {
      throw refused(place, "is %s, want a record".formatted(Described.of(schema)));
    }
  }

  String schemaName() {
    return schemaName;
  }

  Wanted wanted() {
    return wanted;
  }

  Schema schema() {
    return schema;
  }

  /**
   * Sends the field at {@code path} to a target.
   *
   * @param place in the user's configuration, for errors
   * @param target made from the field's schema
   */
  void want(String place, String path, Accepts accepts, Function<Schema, Target> target) {
    Schema field = resolve(place, path);
    if (!accepts.takes(field)) {
      throw refused(
          place,
          "field '%s' is %s, want %s".formatted(path, Described.of(field), accepts.description()));
    }
    wanted.add(path, target.apply(field));
  }

  /** Over what was written with this schema itself. */
  Step walk() {
    try {
      return walk(schema);
    } catch (SchemaMismatchException e) {
      throw new BindingException(
          "%s can't be read as itself: %s".formatted(schemaName, e.getMessage()));
    }
  }

  /**
   * Over what was written with another schema.
   *
   * @throws SchemaMismatchException when Avro's rules don't allow to read it as this one
   */
  Step walk(Schema writer) throws SchemaMismatchException {
    return Walk.of(writer, schema, wanted);
  }

  private Schema resolve(String place, String path) {
    Schema at = schema;
    String reached = "";
    for (String name : path.split("\\.", -1)) {
      if (at.getType() != Schema.Type.RECORD) {
        throw refused(
            place,
            "field '%s' is %s; a path leads through records only"
                .formatted(reached, Described.of(at)));
      }
      Schema.Field field = at.getField(name);
      String prefix = reached.isEmpty() ? "" : reached + ".";
      if (field == null) {
        List<String> names = at.getFields().stream().map(f -> prefix + f.name()).toList();
        String missing = prefix + name;
        throw refused(
            place, "has no field '%s'%s".formatted(missing, NearestName.hint(missing, names)));
      }
      reached = prefix + name;
      at = present(place, reached, field.schema());
    }
    return at;
  }

  /** What a field is when it isn't null. */
  private Schema present(String place, String path, Schema field) {
    if (field.getType() != Schema.Type.UNION) {
      return field;
    }
    List<Schema> types =
        field.getTypes().stream().filter(t -> t.getType() != Schema.Type.NULL).toList();
    if (types.size() != 1) {
      throw refused(
          place, "field '%s' is %s, want one type, or one and null".formatted(path, field));
    }
    return types.get(0);
  }

  private BindingException refused(String place, String what) {
    return new BindingException("%s: %s %s".formatted(place, schemaName, what));
  }

  private static Schema parse(String place, String schemaName, String schemaJson) {
    try {
      return new Schema.Parser().parse(schemaJson);
    } catch (AvroRuntimeException e) {
      throw new BindingException(
          "%s: %s is not an Avro schema: %s".formatted(place, schemaName, JsonFault.of(e)));
    }
  }
}
