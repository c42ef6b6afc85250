package io.thalweg.replay.tier.cold;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the blocks of one segment lie, read and checked once. Immutable.
 *
 * <p>Nothing is allocated by a length that wasn't checked against the file's before.
 */
final class SegmentIndex {
  private final ByteBuffer entries;
  private final long[] offsets;
  private final long fileBytes;

  private SegmentIndex(ByteBuffer entries, long[] offsets, long fileBytes) {
    this.entries = entries;
    this.offsets = offsets;
    this.fileBytes = fileBytes;
  }

  static SegmentIndex read(SegmentFiles files, SegmentName name) throws IOException {
    String file = name.file();
    long fileBytes = files.length(file);
    int blocks = readHeader(files, name, fileBytes);
    int indexBytes = SegmentLayout.indexBytes(blocks);
    requireAtLeast(file, "file bytes", SegmentLayout.HEADER_BYTES + (long) indexBytes, fileBytes);
    ByteBuffer index = read(files, file, fileBytes - indexBytes, indexBytes);
    int crcOffset = SegmentLayout.indexCrcOffset(blocks);
    requireCrc(file, "index CRC-32C", index, crcOffset);
    return new SegmentIndex(index, offsets(file, index, blocks, fileBytes - indexBytes), fileBytes);
  }

  private static int readHeader(SegmentFiles files, SegmentName name, long fileBytes)
      throws IOException {
    String file = name.file();
    int headerBytes = SegmentLayout.HEADER_BYTES;
    requireAtLeast(file, "file bytes", headerBytes, fileBytes);
    ByteBuffer header = read(files, file, 0, headerBytes);
    requireSameBits(file, "magic", SegmentLayout.MAGIC, header.getLong(SegmentLayout.MAGIC_OFFSET));
    int version = header.getInt(SegmentLayout.VERSION_OFFSET);
    requireSame(file, "version", SegmentLayout.VERSION, version);
    requireCrc(file, "header CRC-32C", header, SegmentLayout.HEADER_CRC_OFFSET);
    requireSame(file, "segment id", name.id(), header.getLong(SegmentLayout.ID_OFFSET));
    requireSameBits(file, "suffix", name.suffix(), header.getLong(SegmentLayout.SUFFIX_OFFSET));
    int blocks = header.getInt(SegmentLayout.BLOCKS_OFFSET);
    requireWithin(file, "blocks", SegmentLayout.MAX_BLOCKS, blocks);
    return blocks;
  }

  private static long[] offsets(String file, ByteBuffer index, int blocks, long indexOffset) {
    long[] offsets = new long[blocks];
    long next = SegmentLayout.HEADER_BYTES;
    for (int block = 0; block < blocks; block++) {
      String where = "block " + block;
      requireWithin(
          file,
          where + " stored bytes",
          SegmentLayout.MAX_STORED_BYTES,
          SegmentLayout.storedBytes(index, block));
      requireWithin(
          file, where + " bytes", SegmentLayout.MAX_BLOCK_BYTES, SegmentLayout.bytes(index, block));
      offsets[block] = next;
      next += SegmentLayout.storedBytes(index, block);
    }
    requireSame(file, "end of the blocks", indexOffset, next);
    return offsets;
  }

  /** A heap buffer of exactly these bytes. */
  private static ByteBuffer read(SegmentFiles files, String file, long offset, int bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    int read = files.read(file, offset, buffer);
    requireAtLeast(file, "bytes at " + offset, bytes, read);
    return buffer.clear();
  }

  private static void requireCrc(String file, String rule, ByteBuffer bytes, int crcOffset) {
    long stored = Integer.toUnsignedLong(bytes.getInt(crcOffset));
    long found = Integer.toUnsignedLong(SegmentLayout.crcOfFirst(bytes, crcOffset));
    requireSameBits(file, rule, stored, found);
  }

  private static void requireSame(String file, String rule, long expected, long found) {
    if (expected != found) {
      throw SegmentDamage.ofFile(file, rule, expected, found);
    }
  }

  private static void requireSameBits(String file, String rule, long expected, long found) {
    if (expected != found) {
      throw SegmentDamage.ofFile(file, rule, Long.toHexString(expected), Long.toHexString(found));
    }
  }

  private static void requireAtLeast(String file, String rule, long least, long found) {
    if (found < least) {
      throw SegmentDamage.ofFile(file, rule, "at least " + least, found);
    }
  }

  private static void requireWithin(String file, String rule, int most, int found) {
    if (found < 1 || found > most) {
      throw SegmentDamage.ofFile(file, rule, "1.." + most, found);
    }
  }

  long fileBytes() {
    return fileBytes;
  }

  int blocks() {
    return offsets.length;
  }

  long offset(int block) {
    return offsets[block];
  }

  int storedBytes(int block) {
    return SegmentLayout.storedBytes(entries, block);
  }

  int bytes(int block) {
    return SegmentLayout.bytes(entries, block);
  }

  int rows(int block) {
    return SegmentLayout.rows(entries, block);
  }

  int crc(int block) {
    return SegmentLayout.crc(entries, block);
  }
}
