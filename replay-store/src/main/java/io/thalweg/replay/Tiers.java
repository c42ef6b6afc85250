package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.tier.BlockSource;
import io.thalweg.replay.tier.TierException;
import io.thalweg.replay.tier.WarmTier;
import io.thalweg.replay.tier.cold.ColdTier;
import io.thalweg.replay.tier.cold.SegmentGoneException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The tiers that sealed blocks lie in. Reading is thread-safe; the rest is the table thread's.
 *
 * <p>A block in the cold tier has the place {@code segment * 2048 + number in the segment}.
 */
final class Tiers implements BlockSource, AutoCloseable {
  private static final int SEGMENT_SHIFT = 11;

  final WarmTier warm;
  final @Nullable ColdTier cold;

  /** Owns both from here on. */
  Tiers(WarmTier warm, @Nullable ColdTier cold) {
    this.warm = warm;
    this.cold = cold;
  }

  static long place(long segment, int number) {
    return (segment << SEGMENT_SHIFT) | number;
  }

  static long segment(long place) {
    return place >>> SEGMENT_SHIFT;
  }

  static int number(long place) {
    return (int) (place & ((1 << SEGMENT_SHIFT) - 1));
  }

  @Override
  public int read(long sequence, long place, ByteBuffer scratch, ByteBuffer into) {
    if (place == BlockTable.WARM || cold == null) {
      return warm.readBlock(sequence, scratch, into);
    }
    try {
      int bytes = cold.read(segment(place), number(place), into.clear());
      into.flip();
      return bytes;
    } catch (SegmentGoneException dropped) {
      return ABSENT;
    }
  }

  /** Reads the record of a block, which is there. */
  ByteBuffer record(long sequence, ByteBuffer into) {
    if (!warm.readRecord(sequence, into)) {
      throw new TierException("replay record is lost: sequence=" + sequence);
    }
    return into;
  }

  long coldDiskBytes() {
    return cold == null ? 0 : cold.diskBytes();
  }

  void snapshotTo(Path target) {
    warm.snapshotTo(target);
    if (cold != null) {
      CloseOnFailure.run(
          () -> TableDirectory.deleteFlat(target),
          () -> {
            cold.linkInto(target);
            return target;
          });
    }
  }

  @Override
  public void close() {
    try (cold) {
      warm.close();
    }
  }
}
