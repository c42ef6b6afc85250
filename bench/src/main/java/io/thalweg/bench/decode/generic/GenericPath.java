package io.thalweg.bench.decode.generic;

import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.formats.avro.AvroDeserializationSchema;

/**
 * flink-avro's {@code GenericRecord} and the same encoder behind it. Its values are read by
 * position, which is the quickest way. Confined to one thread.
 */
public final class GenericPath {
  private static final int TIME = 1;
  private static final int LABEL = 2;
  private static final int FIRST_NUMBER = 3;

  private final AvroDeserializationSchema<GenericRecord> schema;
  private final RowEncoder encoder;
  private final boolean isArray;
  private final int fields;

  /**
   * Of records of a time, a label and numbers behind an id.
   *
   * @param schema has the numbers in one array or in a field each
   * @param features one for each field of numbers, in their order
   */
  public GenericPath(Schema schema, FeatureSpec features) {
    this.schema = AvroDeserializationSchema.forGeneric(schema);
    this.encoder = new RowEncoder(features);
    this.fields = features.features().size();
    this.isArray = schema.getFields().get(FIRST_NUMBER).schema().getType() == Schema.Type.ARRAY;
  }

  /** The record as objects. */
  public GenericRecord decode(byte[] event) throws IOException {
    return schema.deserialize(event);
  }

  /** The row that a learner learns from. */
  public ByteBuffer row(byte[] event, long recordTimeMillis) throws IOException, BadValueException {
    GenericRecord record = decode(event);
    ByteBuffer row = encoder.layout().newRow();
    encoder.clear(row);
    row.putLong(RowLayout.EVENT_TIME, (Long) record.get(TIME));
    row.putLong(RowLayout.READY_TIME, recordTimeMillis);
    row.putFloat(RowLayout.LABEL, ((Number) record.get(LABEL)).floatValue());
    if (isArray) {
      List<?> numbers = (List<?>) record.get(FIRST_NUMBER);
      for (int i = 0; i < numbers.size(); i++) {
        encoder.element(row, 0, i, ((Number) numbers.get(i)).doubleValue());
      }
    } else {
      for (int i = 0; i < fields; i++) {
        encoder.numeric(row, i, ((Number) record.get(FIRST_NUMBER + i)).doubleValue());
      }
    }
    return row;
  }
}
