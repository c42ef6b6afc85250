package io.thalweg.serving.history;

import io.thalweg.model.feature.PastKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest pasts of a model's keys, up to a number of bytes: beyond that those go that nobody has
 * asked for or heard of for longest. Thread-safe; each call takes the one lock for a look into a
 * hash table.
 */
public final class PastStore {
  /** Of an entry: the key's objects, the array's header, the table's node. */
  private static final int OVERHEAD_BYTES = 160;

  private final long maxBytes;

  // All are guarded by this.
  private final Map<PastKey, byte[]> pasts = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private long evicted;

  public PastStore(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * A key's past from now on.
   *
   * @param past of a {@link io.thalweg.model.feature.KeyHistory}, owned from here on
   */
  public synchronized void put(PastKey key, byte[] past) {
    forget(key);
    pasts.put(key, past);
    bytes += sizeBytes(key, past);
    var oldest = pasts.entrySet().iterator();
    while (bytes > maxBytes && oldest.hasNext()) {
      var entry = oldest.next();
      bytes -= sizeBytes(entry.getKey(), entry.getValue());
      oldest.remove();
      evicted++;
    }
  }

  public synchronized void forget(PastKey key) {
    byte[] past = pasts.remove(key);
    if (past != null) {
      bytes -= sizeBytes(key, past);
    }
  }

  /** Borrowed; null where none is known. */
  synchronized byte @Nullable [] past(PastKey key) {
    return pasts.get(key);
  }

  private static long sizeBytes(PastKey key, byte[] past) {
    return OVERHEAD_BYTES + 2L * key.key().length() + past.length;
  }

  /** How many pasts are kept; where labels come on a topic of their own, a key may have two. */
  public synchronized int size() {
    return pasts.size();
  }

  /** What they take in memory, about. */
  public synchronized long sizeBytes() {
    return bytes;
  }

  /** How many had to go for others. */
  public synchronized long evictedCount() {
    return evicted;
  }
}
