package io.thalweg.replay.tier;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a table asks of the tier that makes it durable: blocks of rows, records of what is in them,
 * rewrites of slots, and the state of the table. Confined to the table's thread, but for {@link
 * #readBlock}, which is thread-safe while the tier is open, and {@link #diskBytes} and {@link
 * #close}, which exclude each other.
 *
 * <p>Writes of one thing gather until {@link #commit}, which does all or none of them. Every method
 * that reads or writes may fail with a {@link TierException}. Nothing survives a crash but what
 * {@link #snapshotTo} has linked away.
 */
public interface WarmTier extends AutoCloseable {

  // ---- writes that gather until commit ----

  /** The remaining bytes of {@code rows}, whose position stays. */
  void putBlock(long sequence, ByteBuffer rows);

  /** Blocks and changes share one order of sequence numbers. */
  void putRecord(long sequence, ByteBuffer record);

  void deleteRecord(long sequence);

  /** All records below a sequence number. */
  void deleteRecordsBelow(long sequence);

  void putRewrite(int group, int slot, ByteBuffer rewrite);

  void deleteRewrite(int group, int slot);

  /** Does what has gathered; after a failure none of it is done, and nothing is gathered. */
  void commit();

  // ---- reads ----

  /** As {@link BlockSource#read}. */
  int readBlock(long sequence, ByteBuffer scratch, ByteBuffer into);

  /** Whether there is one; then it is the remaining bytes of {@code into}. */
  boolean readRecord(long sequence, ByteBuffer into);

  /** Takes blocks or records in the order of their sequence numbers. */
  @FunctionalInterface
  interface SequenceVisitor {
    /** {@code value} is borrowed: its remaining bytes are valid during the call only. */
    void visit(long sequence, ByteBuffer value);
  }

  /** Takes rewrites by group and slot. */
  @FunctionalInterface
  interface SlotVisitor {
    /** {@code value} is borrowed: its remaining bytes are valid during the call only. */
    void visit(int group, int slot, ByteBuffer value);
  }

  /** One sequential read of all blocks; {@code value} holds at least one block. */
  void scanBlocks(ByteBuffer value, SequenceVisitor visitor);

  /** One sequential read of all records; {@code value} holds at least one. */
  void scanRecords(ByteBuffer value, SequenceVisitor visitor);

  /** One sequential read of all rewrites; {@code value} holds at least one. */
  void scanRewrites(ByteBuffer value, SlotVisitor visitor);

  // ---- state ----

  /** At once, not with {@link #commit}. */
  void writeState(byte kind, int number, byte[] value);

  void deleteState(byte kind, int number);

  /** Null if none was written. */
  byte @Nullable [] state(byte kind, int number);

  // ---- files ----

  /** The files that blocks lie in, by their first sequence number. */
  List<BlockFile> blockFiles();

  /**
   * Drops the files that lie wholly between two sequence numbers, both included, without reading
   * them. Blocks that are in no file yet stay.
   */
  void dropFiles(long first, long last);

  /** Writes the blocks that are in memory only to a file. */
  void flushBlocks();

  /** Writes records and rewrites anew, without those that were deleted. */
  void purgeRecords();

  /**
   * Links everything committed so far into {@code target}, which must not exist. Files named {@code
   * *.sst} never change; successive snapshots of one database have them in common by name.
   */
  void snapshotTo(Path target);

  /** Bytes of the live table files. */
  long diskBytes();

  /** Bytes that a compaction of records and rewrites writes before it drops the old files. */
  long recordBytes();

  /** Drops what isn't in a snapshot. */
  @Override
  void close();
}
