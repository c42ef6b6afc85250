package io.thalweg.cli.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thalweg.cli.generate.StreamPlan.Labels;
import io.thalweg.ingestion.generate.Column;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The Avro contracts of a stream's topics. Stateless. */
final class StreamSchemas {
  static final String ID = "id";
  static final String TIME = "at";
  static final String LABEL = "label";
  private static final String NAMESPACE = "io.thalweg.generate";

  private StreamSchemas() {}

  /** Of the events. */
  static Schema event(StreamPlan plan) {
    List<Schema.Field> fields = identity();
    for (Column column : columns(plan.kind())) {
      fields.add(new Schema.Field(column.name(), Schema.create(type(column))));
    }
    if (plan.labels() instanceof Labels.Inline) {
      fields.add(new Schema.Field(LABEL, Schema.create(Schema.Type.INT)));
    }
    return Schema.createRecord(plan.kind().id(), null, NAMESPACE, false, fields);
  }

  /** Of labels that come later. */
  static Schema label(StreamKind kind) {
    List<Schema.Field> fields = identity();
    fields.add(new Schema.Field(LABEL, Schema.create(Schema.Type.INT)));
    return Schema.createRecord(kind.id() + "_label", null, NAMESPACE, false, fields);
  }

  /** For a file, over several lines. */
  static String text(Schema schema) {
    try {
      return new JsonMapper().readTree(schema.toString()).toPrettyString() + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a schema is always JSON", e);
    }
  }

  static List<Column> columns(StreamKind kind) {
    return kind.concepts(0).get(0).columns();
  }

  private static List<Schema.Field> identity() {
    Schema time = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
    return new ArrayList<>(
        List.of(
            new Schema.Field(ID, Schema.create(Schema.Type.STRING)), new Schema.Field(TIME, time)));
  }

  /** Of two values, the second is true. */
  static Schema.Type type(Column column) {
    if (column instanceof Column.Nominal nominal) {
      return nominal.values() == 2 ? Schema.Type.BOOLEAN : Schema.Type.INT;
    }
    return column instanceof Column.Named ? Schema.Type.STRING : Schema.Type.DOUBLE;
  }
}
