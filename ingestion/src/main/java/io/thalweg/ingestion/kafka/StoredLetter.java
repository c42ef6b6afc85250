package io.thalweg.ingestion.kafka;

import io.thalweg.schemas.DeadLetterHeaders;
import io.thalweg.schemas.SchemaHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A dead letter as it lies on its topic. Immutable. */
public final class StoredLetter {
  private final ConsumerRecord<byte[], byte[]> record;
  private final Optional<Origin> origin;

  /**
   * What its headers say.
   *
   * @param topic that the refused record was on, likewise partition and offset; of a row of a file
   *     the file, {@link DeadLetterHeaders#FILE} and the line
   * @param reason one sentence
   */
  public record Origin(String topic, int partition, long offset, String reason, Instant refusedAt) {
    /** Whether it was a row of a file, to which nothing can be sent back. */
    public boolean isOfFile() {
      return partition == DeadLetterHeaders.FILE;
    }

    /** {@code TOPIC/PARTITION@OFFSET} or {@code FILE:LINE}. */
    public String place() {
      return isOfFile()
          ? "%s:%d".formatted(topic, offset)
          : "%s/%d@%d".formatted(topic, partition, offset);
    }
  }

  StoredLetter(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
    this.origin = origin(record.headers());
  }

  /** Empty where the record isn't one that a pipeline has refused. */
  public Optional<Origin> origin() {
    return origin;
  }

  /** Where it lies itself: {@code TOPIC/PARTITION@OFFSET}. */
  public String place() {
    return "%s/%d@%d".formatted(record.topic(), record.partition(), record.offset());
  }

  /** The original one. Borrowed. */
  public byte @Nullable [] key() {
    return record.key();
  }

  /** The original one. Borrowed. */
  public byte @Nullable [] value() {
    return record.value();
  }

  /** Those of the original that say how its value is written. */
  List<Header> schemaHeaders() {
    List<Header> headers = new ArrayList<>();
    for (String name : SchemaHeaders.NAMES) {
      Header header = record.headers().lastHeader(name);
      if (header != null) {
        headers.add(header);
      }
    }
    return headers;
  }

  private static Optional<Origin> origin(Headers headers) {
    try {
      return Optional.of(
          new Origin(
              text(headers, DeadLetterHeaders.TOPIC),
              Integer.parseInt(text(headers, DeadLetterHeaders.PARTITION)),
              Long.parseLong(text(headers, DeadLetterHeaders.OFFSET)),
              text(headers, DeadLetterHeaders.REASON),
              Instant.ofEpochMilli(Long.parseLong(text(headers, DeadLetterHeaders.REFUSED_AT)))));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // missing, or no number
    }
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null) {
      throw new IllegalArgumentException("no header " + name);
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }
}
