package io.thalweg.ingestion.flink;

/**
 * What became of an event. Immutable.
 *
 * @param id the event's
 * @param label class index, or a regression's target
 * @param onKafkaMillis timestamp of the Kafka record
 */
public record Label(String id, float label, long eventTimeMillis, long onKafkaMillis)
    implements Arrival {}
