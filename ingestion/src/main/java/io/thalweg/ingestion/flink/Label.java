package io.thalweg.ingestion.flink;

/**
 * What became of an event. Immutable.
 *
 * @param id the event's
 * @param label class index, or a regression's target
 * @param onKafkaMillis timestamp of the Kafka record
 * @param position in the topic of labels
 */
public record Label(
    String id, float label, long eventTimeMillis, long onKafkaMillis, Position position)
    implements Arrival {

  /** Of nobody knows where. */
  public Label(String id, float label, long eventTimeMillis, long onKafkaMillis) {
    this(id, label, eventTimeMillis, onKafkaMillis, Position.UNKNOWN);
  }
}
