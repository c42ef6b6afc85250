package io.thalweg.cli.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * The Avro contracts of the demo's topics. Records are plain Avro binary, without a header: the
 * reader must know the schema. Immutable.
 */
public final class DemoSchemas {
  /** Of the events topic. */
  public static final Schema TRANSACTION = load("transaction.avsc");

  /** Of the labels topic. */
  public static final Schema LABEL = load("label.avsc");

  private DemoSchemas() {}

  private static Schema load(String resource) {
    try (InputStream in = DemoSchemas.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + " is missing from the class path");
      }
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] encode(Transaction t) {
    return write(
        out -> {
          out.writeString(t.id());
          out.writeString(t.account());
          out.writeLong(t.atMillis());
          out.writeDouble(t.amount());
          out.writeString(Transaction.CATEGORIES[t.category()]);
          out.writeString(Transaction.COUNTRIES[t.country()]);
          out.writeInt(t.hour());
          out.writeInt(t.paymentsLastHour());
          out.writeInt(t.declinesToday());
          out.writeDouble(t.distanceKm());
          out.writeDouble(t.minutesSinceLast());
          out.writeDouble(t.deviceAgeDays());
          out.writeBoolean(t.cardPresent());
        });
  }

  static byte[] encode(DueLabel label) {
    return write(
        out -> {
          out.writeString(label.id());
          out.writeInt(label.fraud());
          out.writeLong(label.atMillis());
        });
  }

  private static byte[] write(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private interface Fields {
    void writeTo(BinaryEncoder out) throws IOException;
  }
}
