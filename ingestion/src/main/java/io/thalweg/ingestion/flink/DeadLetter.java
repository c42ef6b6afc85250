package io.thalweg.ingestion.flink;

import io.thalweg.schemas.DeadLetterHeaders;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A refused record: its bytes as they came, where from, and why. Of a row of a file the topic is
 * the file's name, the partition {@link DeadLetterHeaders#FILE} and the offset its place.
 * Immutable.
 */
public final class DeadLetter implements Arrival {
  private static final int KEPT_OF_ROW = 512 << 10;

  /** Characters. */
  private static final int KEPT_OF_REASON = 1_000;

  private final String topic;
  private final int partition;
  private final long offset;
  private final byte @Nullable [] key;
  private final byte @Nullable [] value;
  private final String reason;
  private final long refusedAtMillis;
  private final Map<String, byte[]> schemaHeaders;

  /** Without headers that name a schema. */
  public DeadLetter(
      String topic,
      int partition,
      long offset,
      byte @Nullable [] key,
      byte @Nullable [] value,
      String reason,
      long refusedAtMillis) {
    this(topic, partition, offset, key, value, reason, refusedAtMillis, Map.of());
  }

  DeadLetter(
      String topic,
      int partition,
      long offset,
      byte @Nullable [] key,
      byte @Nullable [] value,
      String reason,
      long refusedAtMillis,
      Map<String, byte[]> schemaHeaders) {
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.key = key;
    this.value = value;
    this.reason = reason;
    this.refusedAtMillis = refusedAtMillis;
    this.schemaHeaders = Collections.unmodifiableMap(new TreeMap<>(schemaHeaders));
  }

  /**
   * Of a row of a file, as much of it as a producer takes with its own defaults (1 MiB a request):
   * rows came through no broker, which would have refused longer ones.
   *
   * @param place its line, or its number in a container file, from 1
   */
  static DeadLetter ofFile(
      String file, long place, byte @Nullable [] row, String reason, long refusedAtMillis) {
    String why = reason;
    if (why.length() > KEPT_OF_REASON) { // it may quote a cell
      why = why.substring(0, KEPT_OF_REASON) + "...";
    }
    byte[] kept = row;
    if (row != null && row.length > KEPT_OF_ROW) {
      kept = Arrays.copyOf(row, KEPT_OF_ROW);
      why += "; only the first %d bytes of the row are kept".formatted(KEPT_OF_ROW);
    }
    return new DeadLetter(
        file, DeadLetterHeaders.FILE, place, null, kept, why, refusedAtMillis, Map.of());
  }

  boolean isOfFile() {
    return partition == DeadLetterHeaders.FILE;
  }

  public String topic() {
    return topic;
  }

  public int partition() {
    return partition;
  }

  public long offset() {
    return offset;
  }

  /** Borrowed. */
  public byte @Nullable [] key() {
    return key;
  }

  /** Borrowed. */
  public byte @Nullable [] value() {
    return value;
  }

  /** One sentence: field, value, rule. */
  public String reason() {
    return reason;
  }

  public long refusedAtMillis() {
    return refusedAtMillis;
  }

  /** Those of the original without which its value can't be read, by name; values borrowed. */
  Map<String, byte[]> schemaHeaders() {
    return schemaHeaders;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof DeadLetter d
        && topic.equals(d.topic)
        && partition == d.partition
        && offset == d.offset
        && Arrays.equals(key, d.key)
        && Arrays.equals(value, d.value)
        && reason.equals(d.reason)
        && refusedAtMillis == d.refusedAtMillis
        && haveSameHeaders(this, d);
  }

  private static boolean haveSameHeaders(DeadLetter a, DeadLetter b) {
    return a.schemaHeaders.keySet().equals(b.schemaHeaders.keySet())
        && a.schemaHeaders.entrySet().stream()
            .allMatch(h -> Arrays.equals(h.getValue(), b.schemaHeaders.get(h.getKey())));
  }

  @Override
  public int hashCode() {
    return Objects.hash(topic, partition, offset);
  }

  @Override
  public String toString() {
    return "DeadLetter[%s-%d@%d: %s]".formatted(topic, partition, offset, reason);
  }
}
