package io.thalweg.replay;

import io.thalweg.replay.tier.WarmTier;
import java.nio.ByteBuffer;

/**
 * What a snapshot holds beside rows and entries. Stateless.
 *
 * <p>All big-endian. Of a group's slots: f64 value of the weights each, if rows are weighted, then
 * f32 loss each, if losses are kept. Of the weights: see {@link StoredSelection}. Of the pool: i32
 * number of longs that the draws give, i64 each, then i32 slot of each hot frame, in order.
 */
final class SnapshotWriter {
  private SnapshotWriter() {}

  static void writeState(TableCore core) {
    WarmTier warm = core.tiers.warm;
    for (int group = core.owned.first(); group <= core.owned.last(); group++) {
      warm.writeState(StateKind.GROUP, group, core.groups.group(group).save());
      if (core.weights != null || core.losses.areKept()) {
        warm.writeState(StateKind.VALUES, group, values(core, group));
      } else {
        warm.deleteState(StateKind.VALUES, group);
      }
    }
    if (core.weights != null) {
      warm.writeState(
          StateKind.WEIGHTS, 0, StoredSelection.encode(core.config.selection(), core.weights));
    } else {
      warm.deleteState(StateKind.WEIGHTS, 0);
    }
    if (!core.store.holdsEveryRow()) {
      warm.writeState(StateKind.POOL, 0, pool(core));
    } else {
      warm.deleteState(StateKind.POOL, 0);
    }
    warm.writeState(StateKind.TABLE, 0, tableState(core).encode());
  }

  private static TableState tableState(TableCore core) {
    ReplayConfig config = core.config;
    return new TableState(
        config.rowBytes(),
        config.columnBytes(),
        config.groups(),
        config.capacityPerGroup(),
        config.retention(),
        core.owned,
        core.sampling.state(),
        core.store.admissionState(),
        core.sealing.randomState(),
        core.sealing.nextSequence(),
        core.upkeep.nextSegment(),
        core.limiter.inserts(),
        core.limiter.samples());
  }

  private static byte[] values(TableCore core, int group) {
    int stored = core.groups.group(group).remover().stored();
    int first = core.addresses.slot(group, 0);
    int slotBytes =
        (core.weights == null ? 0 : Double.BYTES) + (core.losses.areKept() ? Float.BYTES : 0);
    ByteBuffer values = ByteBuffer.allocate(stored * slotBytes);
    for (int slot = first; core.weights != null && slot < first + stored; slot++) {
      values.putDouble(core.weights.value(slot));
    }
    for (int slot = first; core.losses.areKept() && slot < first + stored; slot++) {
      values.putFloat((float) core.losses.loss(slot));
    }
    return values.array();
  }

  private static byte[] pool(TableCore core) {
    long[] stream = core.draws.save();
    int frames = core.store.hot.count();
    ByteBuffer pool =
        ByteBuffer.allocate(Integer.BYTES + stream.length * Long.BYTES + frames * Integer.BYTES);
    pool.putInt(stream.length).put(longs(stream));
    for (int frame = 0; frame < frames; frame++) {
      pool.putInt(core.store.hot.slot(frame));
    }
    return pool.array();
  }

  static byte[] longs(long[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    return bytes.array();
  }

  static long[] longs(ByteBuffer bytes, int count) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = bytes.getLong();
    }
    return values;
  }
}
