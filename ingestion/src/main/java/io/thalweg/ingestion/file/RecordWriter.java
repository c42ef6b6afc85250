package io.thalweg.ingestion.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Writes rows as plain Avro binary of one schema. Columns that the schema doesn't name are left
 * out. Not thread-safe.
 */
public final class RecordWriter {
  private final String file;
  private final Schema schema;
  private final AddedColumns added;
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
      if (added.value(f.name(), 1).isEmpty()) {
        rows.requireColumn(f.name());
      }
    }
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
        Optional<String> value = added.value(f.name(), number);
        if (value.isPresent()) {
          TextValues.write(f.schema(), value.get(), encoder);
        } else {
          row.write(f.name(), f.schema(), encoder);
        }
      } catch (BadCellException e) {
        throw new BadLineException(
            "%s:%d: column '%s': %s".formatted(file, row.line(), f.name(), e.getMessage()));
      }
    }
    return bytes.toByteArray();
  }

  /** The text of a row's field, which must not be empty. */
  public String text(InputRow row, long number, String field) throws BadLineException {
    String text = added.value(field, number).orElse(null);
    if (text == null) {
      text = row.text(field);
    }
    if (text == null || text.isEmpty()) {
      throw new BadLineException(
          "%s:%d: column '%s': is empty, a key must not be".formatted(file, row.line(), field));
    }
    return text;
  }
}
