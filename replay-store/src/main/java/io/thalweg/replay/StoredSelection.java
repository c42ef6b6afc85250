package io.thalweg.replay;

import io.thalweg.replay.select.Weights;
import io.thalweg.replay.tier.WarmTier;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The selection that a snapshot's table had. It may be another than the one that the table goes on
 * with: then every row's weight begins anew. Immutable.
 *
 * <p>Stored big-endian: i64 code, then what {@link Weights#state} gives, i64 each. A snapshot
 * without any had uniform draws.
 */
final class StoredSelection {
  private static final long UNIFORM = 0;
  private static final long PRIORITIZED = 1;
  private static final long RECENCY_WEIGHTED = 2;

  private final long code;
  private final long present;
  private final long[] state;

  private StoredSelection(long code, long present, long[] state) {
    this.code = code;
    this.present = present;
    this.state = state;
  }

  /**
   * Reads what a snapshot says.
   *
   * @param present the selection to go on with
   */
  static StoredSelection load(WarmTier warm, Selection present) {
    byte[] stored = warm.state(StateKind.WEIGHTS, 0);
    if (stored == null) {
      return new StoredSelection(UNIFORM, code(present), new long[0]);
    }
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    long code = bytes.getLong();
    return new StoredSelection(
        code, code(present), SnapshotWriter.longs(bytes, bytes.remaining() / Long.BYTES));
  }

  static byte[] encode(Selection selection, Weights weights) {
    byte[] state = SnapshotWriter.longs(weights.state());
    return ByteBuffer.allocate(Long.BYTES + state.length)
        .putLong(code(selection))
        .put(state)
        .array();
  }

  private static long code(Selection selection) {
    if (selection instanceof Selection.Prioritized) {
      return PRIORITIZED;
    }
    return selection instanceof Selection.RecencyWeighted ? RECENCY_WEIGHTED : UNIFORM;
  }

  /** Whether the snapshot has a value of the weights for every row. */
  boolean hasValues() {
    return code != UNIFORM;
  }

  /** Whether the table goes on with the same kind of selection. */
  boolean isPresent() {
    return code == present;
  }

  /** Gives the weights the state that they had; whether it was theirs. */
  boolean goesOnIn(@Nullable Weights weights) {
    return isPresent() && (weights == null || weights.restoreState(state));
  }
}
