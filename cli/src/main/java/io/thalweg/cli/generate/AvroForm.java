package io.thalweg.cli.generate;

import io.thalweg.ingestion.generate.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Plain Avro binary, by {@link StreamSchemas}. Not thread-safe. */
final class AvroForm implements RecordForm {
  private final List<Column> columns;
  private final boolean labelled;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);

  AvroForm(StreamPlan plan) {
    this.columns = StreamSchemas.columns(plan.kind());
    this.labelled = plan.labels() instanceof StreamPlan.Labels.Inline;
  }

  @Override
  public byte[] event(Row row) {
    return write(
        () -> {
          out.writeString(row.id());
          out.writeLong(row.atMillis());
          for (int i = 0; i < columns.size(); i++) {
            write(columns.get(i), row.value(i));
          }
          if (labelled) {
            out.writeInt(row.label());
          }
        });
  }

  @Override
  public byte[] label(Row row, long atMillis) {
    return write(
        () -> {
          out.writeString(row.id());
          out.writeLong(atMillis);
          out.writeInt(row.label());
        });
  }

  private void write(Column column, double value) throws IOException {
    switch (StreamSchemas.type(column)) {
      case BOOLEAN -> out.writeBoolean(value == 1);
      case INT -> out.writeInt((int) value);
      case STRING -> out.writeString(((Column.Named) column).values().get((int) value));
      default -> out.writeDouble(value);
    }
  }

  private byte[] write(Fields fields) {
    bytes.reset();
    try {
      fields.write();
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private interface Fields {
    void write() throws IOException;
  }
}
