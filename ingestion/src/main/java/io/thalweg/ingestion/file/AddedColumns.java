package io.thalweg.ingestion.file;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * What a file doesn't have and its records shall: {@code id}, the number of the row from 1, and
 * {@code time}, evenly spaced. Immutable.
 *
 * @param timeStep between rows; empty: no time is added
 * @param timeStart of the first row
 */
public record AddedColumns(Id id, Optional<Duration> timeStep, Instant timeStart) {
  /** Whether the id is added. */
  public enum Id {
    OF_FILE,
    ROW_NUMBER
  }

  public static final String ID = "id";
  public static final String TIME = "time";
  public static final AddedColumns NONE =
      new AddedColumns(Id.OF_FILE, Optional.empty(), Instant.EPOCH);

  /** The schema with the added fields it lacks in front: long, and timestamp-millis. */
  public Schema addTo(Schema schema) {
    List<Schema.Field> fields = new ArrayList<>();
    if (id == Id.ROW_NUMBER && schema.getField(ID) == null) {
      fields.add(new Schema.Field(ID, Schema.create(Schema.Type.LONG)));
    }
    if (timeStep.isPresent() && schema.getField(TIME) == null) {
      Schema millis = Schema.create(Schema.Type.LONG);
      fields.add(new Schema.Field(TIME, LogicalTypes.timestampMillis().addToSchema(millis)));
    }
    schema.getFields().forEach(f -> fields.add(new Schema.Field(f, f.schema())));
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  /** The added value of a field of row {@code number}; empty where the file has it. */
  Optional<String> value(String field, long number) {
    if (field.equals(ID) && id == Id.ROW_NUMBER) {
      return Optional.of(Long.toString(number));
    }
    if (field.equals(TIME) && timeStep.isPresent()) {
      Instant time = timeStart.plus(timeStep.get().multipliedBy(number - 1));
      return Optional.of(Long.toString(time.toEpochMilli()));
    }
    return Optional.empty();
  }
}
