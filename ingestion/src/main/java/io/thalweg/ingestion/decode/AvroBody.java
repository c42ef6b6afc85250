package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;
import java.io.IOException;

/** A record in Avro's binary encoding, from an offset on. Confined to one thread. */
final class AvroBody {
  private final AvroCursor cursor = new AvroCursor();

  void read(Step walk, byte[] value, int offset, Draft draft)
      throws IOException, BadValueException {
    cursor.attach(value, offset);
    walk.read(cursor, draft);
    if (cursor.remaining() > 0) {
      throw new BadValueException(
          "%d of %d bytes are left after the record".formatted(cursor.remaining(), value.length));
    }
  }

  void renew() {
    cursor.renew();
  }
}
