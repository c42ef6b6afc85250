package io.thalweg.ingestion.flink;

import io.thalweg.model.feature.LabelSet;

/**
 * What became of an event. Immutable.
 *
 * @param id the event's
 * @param label class index, or a regression's target; of a set of labels how many are in it
 * @param labels the set; absent where labels are none
 * @param onKafkaMillis timestamp of the Kafka record
 * @param position in the topic of labels
 */
public record Label(
    String id,
    float label,
    LabelSet labels,
    long eventTimeMillis,
    long onKafkaMillis,
    Position position)
    implements Arrival {

  /** A class or a number. */
  public Label(
      String id, float label, long eventTimeMillis, long onKafkaMillis, Position position) {
    this(id, label, LabelSet.ABSENT, eventTimeMillis, onKafkaMillis, position);
  }

  /** Of nobody knows where. */
  public Label(String id, float label, long eventTimeMillis, long onKafkaMillis) {
    this(id, label, eventTimeMillis, onKafkaMillis, Position.UNKNOWN);
  }
}
