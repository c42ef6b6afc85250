package io.thalweg.replay;

import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.tier.WarmTier;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What a snapshot says of its table as a whole. Immutable; stored big-endian, in the order of the
 * components after a u8 version, enumerations as u8 codes.
 *
 * @param sampling state of the generator of draws
 * @param admission state of the generator that gives hot frames
 * @param shuffling state of the generator that orders rows within blocks
 * @param nextSequence of the next block
 * @param nextSegment of the next cold segment
 * @param inserts rows that the rate limiter has counted
 * @param samples draws that the rate limiter has counted
 */
record TableState(
    int rowBytes,
    int columnBytes,
    int groups,
    int capacityPerGroup,
    Retention retention,
    GroupRange owned,
    long sampling,
    long admission,
    long shuffling,
    long nextSequence,
    long nextSegment,
    long inserts,
    long samples) {
  static final byte VERSION = 2;
  private static final int BYTES = 1 + 6 * Integer.BYTES + 1 + 7 * Long.BYTES;
  private static final int SAMPLING_STREAM = 0;
  private static final int ADMISSION_STREAM = 1;
  private static final int SHUFFLING_STREAM = 2;

  /** The state of a table that has drawn nothing yet. */
  static TableState initial(ReplayConfig config, GroupRange owned) {
    long seed = SplitMix64.mix(config.seed() + owned.first());
    return new TableState(
        config.rowBytes(),
        config.columnBytes(),
        config.groups(),
        config.capacityPerGroup(),
        config.retention(),
        owned,
        stream(config, seed, SAMPLING_STREAM),
        stream(config, seed, ADMISSION_STREAM),
        stream(config, seed, SHUFFLING_STREAM),
        0,
        0,
        0,
        0);
  }

  /** With the counts of a table whose groups, or some of them, come into this one. */
  TableState with(TableState source, long newSampling, GroupRange into) {
    int first = Math.max(into.first(), source.owned.first());
    int last = Math.min(into.last(), source.owned.last());
    double share = (last - first + 1.0) / source.owned.size();
    return new TableState(
        rowBytes,
        columnBytes,
        groups,
        capacityPerGroup,
        retention,
        owned,
        newSampling,
        admission,
        shuffling,
        nextSequence,
        nextSegment,
        inserts + Math.round(share * source.inserts),
        samples + Math.round(share * source.samples));
  }

  /** The state of a table that rows were copied into. */
  TableState after(RowStore store, Sealing sealing, long segment) {
    return new TableState(
        rowBytes,
        columnBytes,
        groups,
        capacityPerGroup,
        retention,
        owned,
        sampling,
        store.admissionState(),
        sealing.randomState(),
        sealing.nextSequence(),
        segment,
        inserts,
        samples);
  }

  private static long stream(ReplayConfig config, long seed, int number) {
    return SplitMix64.stream(seed, config.groups() + number).state();
  }

  byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .put(VERSION)
        .putInt(rowBytes)
        .putInt(columnBytes)
        .putInt(groups)
        .putInt(capacityPerGroup)
        .put(retention.code())
        .putInt(owned.first())
        .putInt(owned.last())
        .putLong(sampling)
        .putLong(admission)
        .putLong(shuffling)
        .putLong(nextSequence)
        .putLong(nextSegment)
        .putLong(inserts)
        .putLong(samples)
        .array();
  }

  /** What the database at this place says. */
  static TableState load(WarmTier warm, Path place) {
    byte[] stored = warm.state(StateKind.TABLE, 0);
    if (stored == null) {
      throw new IncompatibleSnapshotException("no replay table in snapshot directory: " + place);
    }
    return decode(stored);
  }

  static TableState decode(byte[] stored) {
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    if (stored.length == 0 || bytes.get() != VERSION) {
      throw new IncompatibleSnapshotException(
          "replay snapshot: table state has version %s, this release reads %d"
              .formatted(stored.length == 0 ? "none" : stored[0], VERSION));
    }
    try {
      return new TableState(
          bytes.getInt(),
          bytes.getInt(),
          bytes.getInt(),
          bytes.getInt(),
          Retention.ofCode(bytes.get()),
          new GroupRange(bytes.getInt(), bytes.getInt()),
          bytes.getLong(),
          bytes.getLong(),
          bytes.getLong(),
          bytes.getLong(),
          bytes.getLong(),
          bytes.getLong(),
          bytes.getLong());
    } catch (BufferUnderflowException e) {
      throw new IncompatibleSnapshotException(
          "replay snapshot: table state has %d bytes, expected %d".formatted(stored.length, BYTES));
    }
  }

  /** Refuses a snapshot whose rows would be misread, or that isn't what its source says. */
  void requireFits(ReplayConfig config, SnapshotSource source) {
    Path place = source.directory();
    requireSame("rowBytes", rowBytes, config.rowBytes(), place);
    requireSame("columnBytes", columnBytes, config.columnBytes(), place);
    requireSame("groups", groups, config.groups(), place);
    requireSame("capacityPerGroup", capacityPerGroup, config.capacityPerGroup(), place);
    requireSame("retention", retention, config.retention(), place);
    requireSame("owned groups", owned, source.covered(), place);
  }

  private static void requireSame(String name, Object stored, Object asked, Path place) {
    if (!stored.equals(asked)) {
      throw new IncompatibleSnapshotException(
          new IncompatibleSnapshotException.Setting(name, stored),
          "replay snapshot has %s=%s, asked for is %s: %s; restore with %s or start without it"
              .formatted(name, stored, asked, place, stored));
    }
  }
}
