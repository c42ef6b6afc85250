package io.thalweg.ingestion.flink;

/** A record that ends the job. The message is one line for the user. */
final class BadRecordException extends RuntimeException {
  BadRecordException(DeadLetter letter) {
    super(
        "bad record %s: %s; on-bad-record is fail: write drop or dead-letter to go on past it"
            .formatted(place(letter), letter.reason()));
  }

  private static String place(DeadLetter letter) {
    return letter.isOfFile()
        ? "at %s:%d".formatted(letter.topic(), letter.offset())
        : "on topic '%s', partition %d, offset %d"
            .formatted(letter.topic(), letter.partition(), letter.offset());
  }
}
