package io.thalweg.ingestion.flink;

import io.thalweg.model.feature.PastKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** What a key's past is from now on, for those who follow it. Immutable: nobody writes to it. */
public final class PastUpdate {
  static final OutputTag<PastUpdate> TAG = new OutputTag<>("pasts", ValueTypeInfo.PAST);

  private final PastKey key;
  private final byte @Nullable [] past;

  PastUpdate(PastKey key, byte @Nullable [] past) {
    this.key = key;
    this.past = past;
  }

  static PastUpdate forgotten(PastKey key) {
    return new PastUpdate(key, null);
  }

  public PastKey key() {
    return key;
  }

  /** Of a {@link io.thalweg.model.feature.KeyHistory}; null once it is forgotten. Borrowed. */
  public byte @Nullable [] past() {
    return past;
  }

  /** About what it takes in memory. */
  int sizeBytes() {
    int overhead = 120;
    return overhead + 2 * key.key().length() + (past == null ? 0 : past.length);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof PastUpdate u && key.equals(u.key) && Arrays.equals(past, u.past);
  }

  @Override
  public int hashCode() {
    return 31 * key.hashCode() + Arrays.hashCode(past);
  }

  @Override
  public String toString() {
    return "PastUpdate[key=%s, past=%s]"
        .formatted(
            new String(key.toBytes(), StandardCharsets.UTF_8),
            past == null ? "forgotten" : past.length + " bytes");
  }
}
