package io.thalweg.ingestion;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where events come from and which of their fields say who and when. Field names may be dotted
 * paths through nested records. Immutable.
 *
 * @param topic of the events
 * @param schemaName how errors name the schema, say its file
 * @param schemaJson the writers' Avro schema, a record
 * @param id unique per event: string, long or int
 * @param key examples with one key go to one learner; null: the id
 * @param time when it happened: a long (milliseconds), timestamp-millis or timestamp-micros; null:
 *     the Kafka record's timestamp
 * @param subject whom an event is about, for erasure: string, long or int; null: nobody
 */
public record SourceSpec(
    String topic,
    String schemaName,
    String schemaJson,
    String id,
    @Nullable String key,
    @Nullable String time,
    @Nullable String subject)
    implements Serializable {
  /** Of events that are about nobody. */
  public SourceSpec(
      String topic,
      String schemaName,
      String schemaJson,
      String id,
      @Nullable String key,
      @Nullable String time) {
    this(topic, schemaName, schemaJson, id, key, time, null);
  }
}
