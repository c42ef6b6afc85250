package io.thalweg.ingestion.kafka;

import io.thalweg.ingestion.file.AddedColumns;

/** How a file is pushed. Immutable. */
public record PushOptions(
    String topic, Routing routing, OnBadLine onBadLine, AddedColumns added, ValueForm form) {
  /** In plain Avro. */
  public PushOptions(String topic, Routing routing, OnBadLine onBadLine, AddedColumns added) {
    this(topic, routing, onBadLine, added, ValueForm.PLAIN);
  }

  /** Which partition a record goes to. */
  public sealed interface Routing {
    /** The partition of a field's text: records of one key stay in order. */
    record ByKey(String field) implements Routing {}

    /** All to partition 0: the file's order is the topic's. */
    record OnePartition() implements Routing {}
  }

  /** What a line does that can't become a record. */
  public enum OnBadLine {
    STOP,
    SKIP
  }
}
