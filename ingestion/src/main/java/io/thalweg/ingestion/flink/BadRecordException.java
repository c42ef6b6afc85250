package io.thalweg.ingestion.flink;

/** A record that ends the job. The message is one line for the user. */
final class BadRecordException extends RuntimeException {
  BadRecordException(DeadLetter letter) {
    super(
        "bad record on topic '%s', partition %d, offset %d: %s; on-bad-record is fail: write drop or dead-letter to go on past it"
            .formatted(letter.topic(), letter.partition(), letter.offset(), letter.reason()));
  }
}
