package io.thalweg.cli.continual;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Writes examples as plain Avro binary, number by number. Confined to one thread. */
final class ExampleRecord {
  static final String SCHEMA =
      """
      {"type": "record", "name": "Example", "fields": [
        {"name": "id", "type": "string"},
        {"name": "x", "type": {"type": "array", "items": "float"}},
        {"name": "label", "type": "int"}]}
      """;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, null);

  byte[] of(String id, float[] x, int label) {
    bytes.reset();
    try {
      out.writeString(id);
      out.writeArrayStart();
      out.setItemCount(x.length);
      for (float value : x) {
        out.startItem();
        out.writeFloat(value);
      }
      out.writeArrayEnd();
      out.writeInt(label);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no device that could fail
    }
    return bytes.toByteArray();
  }
}
