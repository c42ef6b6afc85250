package io.thalweg.ingestion.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.InvalidAvroMagicException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Records of a container file as plain Avro of the events' schema, which they become by Avro's own
 * resolution. Nothing says where the next record begins behind one that can't be read, so that ends
 * the file. Confined to one thread.
 */
final class AvroEvents implements EventRows {
  private final String name;
  private final long length;
  private final DataFileReader<GenericRecord> records;
  private final GenericDatumWriter<GenericRecord> writer;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
  private @Nullable GenericRecord reused;
  private long number;

  private AvroEvents(
      String name, long length, DataFileReader<GenericRecord> records, Schema schema) {
    this.name = name;
    this.length = length;
    this.records = records;
    this.writer = new GenericDatumWriter<>(schema);
  }

  static AvroEvents open(String name, Path file, Schema schema) throws IOException {
    long length = Files.size(file);
    try {
      var reader = new GenericDatumReader<GenericRecord>(null, schema);
      return new AvroEvents(name, length, new DataFileReader<>(file.toFile(), reader), schema);
    } catch (InvalidAvroMagicException e) {
      throw new IOException(
          "no container file of Avro; its rows are those of another backfill.format", e);
    } catch (AvroRuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public @Nullable EventRow next() throws EventFileException {
    number++;
    try {
      if (!records.hasNext()) {
        requireWhole();
        return null;
      }
      reused = records.next(reused);
      bytes.reset();
      writer.write(reused, encoder);
      byte[] record = bytes.toByteArray();
      return EventRow.of(number, record, record);
    } catch (IOException | RuntimeException e) { // whatever a decoder throws
      throw new EventFileException(
          "%s: record %d and what comes behind it can't be read: %s"
              .formatted(name, number, e.getMessage()),
          e);
    }
  }

  /** Avro takes a file that breaks off within a block for one that ends before it. */
  private void requireWhole() throws IOException {
    if (records.previousSync() != length) {
      throw new IOException("the file breaks off at byte %d".formatted(length));
    }
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
