package io.thalweg.ingestion.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Writes rows as plain Avro binary of one schema. Columns that the schema doesn't name are left
 * out; a field that the file has no column for takes its default. Not thread-safe.
 */
public final class RecordWriter {
  private final String file;
  private final Schema schema;
  private final AddedColumns added;
  private final Map<String, String> defaults = new HashMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);

  /**
   * A writer for the rows of {@code rows}.
   *
   * @throws BadLineException when the file lacks a column of the schema
   */
  public RecordWriter(RowReader rows, Schema schema, AddedColumns added) throws BadLineException {
    this.file = rows.name();
    this.schema = schema;
    this.added = added;
    for (Schema.Field f : schema.getFields()) {
      if (added.value(f.name(), 1).isPresent()) {
        continue;
      }
      if (f.hasDefaultValue() && isText(f.schema()) && lacks(rows, f.name())) {
        defaults.put(f.name(), String.valueOf(f.defaultVal()));
      } else {
        rows.requireColumn(f.name());
      }
    }
  }

  /** Others could be meant as missing, which is for the file to say. */
  private static boolean isText(Schema schema) {
    return schema.getType() == Schema.Type.STRING;
  }

  private static boolean lacks(RowReader rows, String column) {
    return !rows.columns().isEmpty() && !rows.columns().contains(column);
  }

  private Optional<String> added(String field, long number) {
    Optional<String> value = added.value(field, number);
    return value.isPresent() ? value : Optional.ofNullable(defaults.get(field));
  }

  /**
   * The record of a row.
   *
   * @param number of the row, from 1
   */
  public byte[] encode(InputRow row, long number) throws BadLineException, IOException {
    bytes.reset();
    for (Schema.Field f : schema.getFields()) {
      try {
        Optional<String> value = added(f.name(), number);
        if (value.isPresent()) {
          TextValues.write(f.schema(), value.get(), encoder);
        } else {
          row.write(f.name(), f.schema(), encoder);
        }
      } catch (BadCellException e) {
        String what = e.isMissing() ? "%s:%d: field '%s' %s" : "%s:%d: column '%s': %s";
        throw new BadLineException(what.formatted(file, row.line(), f.name(), e.getMessage()));
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Refuses a file that has no column for a key.
   *
   * @throws BadLineException of its header
   */
  public void requireKey(RowReader rows, String field) throws BadLineException {
    if (added(field, 1).isEmpty()) {
      rows.requireColumn(field);
    }
  }

  /** The text of a row's field, which must not be empty. */
  public String text(InputRow row, long number, String field) throws BadLineException {
    String text = added(field, number).orElse(null);
    if (text == null) {
      text = row.text(field);
    }
    if (text == null) {
      throw new BadLineException(
          "%s:%d: field '%s' is missing, a key must not be".formatted(file, row.line(), field));
    }
    if (text.isEmpty()) {
      throw new BadLineException(
          "%s:%d: column '%s': is empty, a key must not be".formatted(file, row.line(), field));
    }
    return text;
  }
}
