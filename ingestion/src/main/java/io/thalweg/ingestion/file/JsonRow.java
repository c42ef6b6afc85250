package io.thalweg.ingestion.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** A line of JSON. Immutable. */
final class JsonRow implements InputRow {
  private final long line;
  private final JsonNode object;

  JsonRow(long line, JsonNode object) {
    this.line = line;
    this.object = object;
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public @Nullable String text(String column) {
    JsonNode value = object.path(column);
    return value.isValueNode() && !value.isNull() ? value.asText() : null;
  }

  @Override
  public String original() {
    return object.toString();
  }

  @Override
  public void write(String column, Schema schema, Encoder out)
      throws IOException, BadCellException {
    JsonValues.write(schema, object.path(column), out);
  }
}
