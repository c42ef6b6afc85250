package io.thalweg.cli.generate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.ingestion.generate.Column;
import java.util.List;

/** A line of JSON, without its end, of the fields that Avro has. Not thread-safe. */
final class JsonForm implements RecordForm {
  private final List<Column> columns;
  private final boolean labelled;

  JsonForm(StreamPlan plan) {
    this.columns = StreamSchemas.columns(plan.kind());
    this.labelled = plan.labels() instanceof StreamPlan.Labels.Inline;
  }

  @Override
  public byte[] event(Row row) {
    ObjectNode out = identity(row, row.atMillis());
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      double value = row.value(i);
      switch (StreamSchemas.type(column)) {
        case BOOLEAN -> out.put(column.name(), value == 1);
        case INT -> out.put(column.name(), (int) value);
        case STRING -> out.put(column.name(), ((Column.Named) column).values().get((int) value));
        default -> out.put(column.name(), value);
      }
    }
    if (labelled) {
      out.put(StreamSchemas.LABEL, row.label());
    }
    return out.toString().getBytes(US_ASCII);
  }

  @Override
  public byte[] label(Row row, long atMillis) {
    ObjectNode out = identity(row, atMillis).put(StreamSchemas.LABEL, row.label());
    return out.toString().getBytes(US_ASCII);
  }

  private static ObjectNode identity(Row row, long atMillis) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(StreamSchemas.ID, row.id())
        .put(StreamSchemas.TIME, atMillis);
  }
}
