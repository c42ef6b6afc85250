package io.thalweg.cli.generate;

/** The ways to write records. */
public enum EventForm {
  /** Plain Avro binary, for topics. */
  AVRO,
  /** A line of JSON, for files. */
  JSON;

  RecordForm open(StreamPlan plan) {
    return this == AVRO ? new AvroForm(plan) : new JsonForm(plan);
  }
}
