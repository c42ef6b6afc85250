package io.thalweg.replay;

import io.thalweg.replay.tier.OffHeapTier;
import io.thalweg.replay.tier.rocksdb.RocksDbTier;
import java.nio.ByteBuffer;

/**
 * Hot over warm: every row is written to RocksDB, those in the first slots of their group to memory
 * as well, and read where it is fastest. Confined to the table's thread, but for the counts.
 *
 * <p>Which slots are hot is fixed: under either retention the rows of a group are spread over its
 * slots without regard to their worth, and a fixed set needs no bookkeeping. What is drawn never
 * depends on the tier.
 */
final class TierStack implements AutoCloseable {
  private final OffHeapTier hot;
  private final RocksDbTier warm;
  private final SingleWriterCount hotHits = new SingleWriterCount(0);
  private final SingleWriterCount warmReads = new SingleWriterCount(0);

  /** Owns {@code warm} from here on, unless the memory for the hot tier isn't there. */
  TierStack(ReplayConfig config, GroupRange owned, RocksDbTier warm) {
    this.warm = warm;
    this.hot =
        new OffHeapTier(
            owned.first(),
            owned.size(),
            config.capacityPerGroup(),
            config.rowBytes(),
            config.hotBytes());
  }

  /**
   * Copies the hot slots up from RocksDB: one sequential read at the start of at most {@code
   * hotBytes}, rather than a random read at the first draw of each slot, so that the first batches
   * after a restore are as fast as later ones.
   */
  void fillHot(GroupRange owned) {
    for (int group = owned.first(); group <= owned.last(); group++) {
      warm.scan(group, hot.slotsPerGroup(), hot::write);
    }
  }

  void write(int group, int slot, ByteBuffer row) {
    warm.write(group, slot, row);
    if (hot.holds(slot)) {
      hot.write(group, slot, row);
    }
  }

  void read(int group, int slot, ByteBuffer out, int offset) {
    if (hot.holds(slot)) {
      hot.read(group, slot, out, offset);
      hotHits.increment();
    } else {
      warm.read(group, slot, out, offset);
      warmReads.increment();
    }
  }

  boolean isHot(int slot) {
    return hot.holds(slot);
  }

  int hotSlotsPerGroup() {
    return hot.slotsPerGroup();
  }

  RocksDbTier warm() {
    return warm;
  }

  long hotHits() {
    return hotHits.value();
  }

  long warmReads() {
    return warmReads.value();
  }

  @Override
  public void close() {
    try (hot) {
      warm.close();
    }
  }
}
