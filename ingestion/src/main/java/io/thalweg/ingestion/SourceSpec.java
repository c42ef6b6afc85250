package io.thalweg.ingestion;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where events come from and which of their fields say who and when. Field names may be dotted
 * paths through nested records. Immutable.
 *
 * @param topic of the events
 * @param schemaName how errors name the schema, say its file
 * @param schemaJson the Avro schema that records are read by, a record; without a registry they are
 *     written with it, too
 * @param id unique per event: string, long or int
 * @param key examples with one key go to one learner; null: the id
 * @param time when it happened: a long (milliseconds), timestamp-millis or timestamp-micros; null:
 *     the Kafka record's timestamp
 * @param wire how records are written
 * @param subject whom an event is about, for erasure: string, long or int; null: nobody
 */
public record SourceSpec(
    String topic,
    String schemaName,
    String schemaJson,
    String id,
    @Nullable String key,
    @Nullable String time,
    WireSpec wire,
    @Nullable String subject)
    implements Serializable {

  /** Of plain Avro, about nobody. */
  public SourceSpec(
      String topic,
      String schemaName,
      String schemaJson,
      String id,
      @Nullable String key,
      @Nullable String time) {
    this(topic, schemaName, schemaJson, id, key, time, WireSpec.PLAIN, null);
  }

  /** About nobody. */
  public SourceSpec(
      String topic,
      String schemaName,
      String schemaJson,
      String id,
      @Nullable String key,
      @Nullable String time,
      WireSpec wire) {
    this(topic, schemaName, schemaJson, id, key, time, wire, null);
  }

  /** The same fields of records that were made from rows of a file, which are plain Avro. */
  public SourceSpec asPlainAvro() {
    return writtenAs(WireSpec.PLAIN);
  }

  /** The same fields of records that are written in another way. */
  public SourceSpec writtenAs(WireSpec other) {
    return new SourceSpec(topic, schemaName, schemaJson, id, key, time, other, subject);
  }
}
