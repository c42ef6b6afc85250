package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;
import java.io.IOException;
import org.apache.avro.Schema;

/** Steps over a value that nobody wants, with the limits of one that is wanted. Immutable. */
record Skip(Schema schema, String field) implements Step {
  private static final int MAX_DEPTH = 32;

  @Override
  public void read(AvroCursor cursor, Draft draft) throws IOException, BadValueException {
    skip(schema, cursor, 0);
  }

  private void skip(Schema s, AvroCursor cursor, int depth) throws IOException, BadValueException {
    if (depth > MAX_DEPTH) {
      throw new BadValueException("%s: nested more than %d deep".formatted(field, MAX_DEPTH));
    }
    switch (s.getType()) {
      case NULL -> {}
      case BOOLEAN -> cursor.flag(field);
      case INT -> cursor.in().readInt();
      case LONG -> cursor.in().readLong();
      case FLOAT -> cursor.skipBytes(field, Float.BYTES);
      case DOUBLE -> cursor.skipBytes(field, Double.BYTES);
      case FIXED -> cursor.skipBytes(field, s.getFixedSize());
      case STRING, BYTES -> cursor.skipText(field);
      case ENUM -> cursor.index(field, "symbol", s.getEnumSymbols().size());
      case UNION ->
          skip(s.getTypes().get(cursor.index(field, "branch", s.getTypes().size())), cursor, depth);
      case RECORD -> {
        cursor.count(field); // one of no bytes takes time, too
        for (Schema.Field f : s.getFields()) {
          skip(f.schema(), cursor, depth + 1);
        }
      }
      case ARRAY -> items(s.getElementType(), false, cursor, depth);
      case MAP -> items(s.getValueType(), true, cursor, depth);
    }
  }

  private void items(Schema item, boolean keyed, AvroCursor cursor, int depth)
      throws IOException, BadValueException {
    for (int n = block(cursor); n > 0; n = block(cursor)) {
      for (int i = 0; i < n; i++) {
        if (keyed) {
          cursor.skipText(field);
        }
        skip(item, cursor, depth + 1);
      }
    }
  }

  private int block(AvroCursor cursor) throws IOException, BadValueException {
    return cursor.block(field, AvroCursor.MAX_ITEMS);
  }
}
