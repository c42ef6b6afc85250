package io.thalweg.ingestion.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Avro's binary encoding into plain JSON: unions without the branch's name, bytes in base64, as
 * they are read. For records that are written, not read, so it takes its time. Not thread-safe.
 */
public final class PlainJson {
  private static final JsonFactory JSON = new JsonFactory();

  private final GenericDatumReader<IndexedRecord> reader;
  private @Nullable BinaryDecoder decoder;

  public PlainJson(Schema schema) {
    this.reader = new GenericDatumReader<>(schema);
  }

  /**
   * The same record.
   *
   * @throws IOException when the bytes are none of the schema, or a number isn't finite
   */
  public byte[] of(byte[] avro) throws IOException {
    decoder = DecoderFactory.get().binaryDecoder(avro, decoder);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * avro.length);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      write(reader.read(null, decoder), out);
    }
    return bytes.toByteArray();
  }

  private static void write(@Nullable Object value, JsonGenerator out) throws IOException {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof Integer || value instanceof Long) {
      out.writeNumber(((Number) value).longValue());
    } else if (value instanceof Number number) {
      real(number, out);
    } else if (value instanceof IndexedRecord record) {
      out.writeStartObject();
      for (Schema.Field field : record.getSchema().getFields()) {
        out.writeFieldName(field.name());
        write(record.get(field.pos()), out);
      }
      out.writeEndObject();
    } else if (value instanceof Collection<?> items) {
      out.writeStartArray();
      for (Object item : items) {
        write(item, out);
      }
      out.writeEndArray();
    } else if (value instanceof Map<?, ?> entries) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : entries.entrySet()) {
        out.writeFieldName(String.valueOf(entry.getKey()));
        write(entry.getValue(), out);
      }
      out.writeEndObject();
    } else {
      out.writeString(text(value));
    }
  }

  private static void real(Number number, JsonGenerator out) throws IOException {
    if (!Double.isFinite(number.doubleValue())) {
      throw new IOException("%s is no number of JSON".formatted(number));
    }
    if (number instanceof Float single) {
      out.writeNumber(single);
    } else {
      out.writeNumber(number.doubleValue());
    }
  }

  private static String text(Object value) {
    if (value instanceof ByteBuffer bytes) {
      return StandardCharsets.ISO_8859_1
          .decode(Base64.getEncoder().encode(bytes.duplicate()))
          .toString();
    }
    return value instanceof GenericFixed fixed
        ? Base64.getEncoder().encodeToString(fixed.bytes())
        : value.toString();
  }
}
