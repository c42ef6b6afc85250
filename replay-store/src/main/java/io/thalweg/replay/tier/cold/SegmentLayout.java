package io.thalweg.replay.tier.cold;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a segment, version 1, big-endian. Every byte is under one of the checksums.
 *
 * <pre>
 * header   0: u64 magic "thwgcold",  8: u32 version = 1, 12: u64 segment id, 20: u64 suffix,
 *         28: u32 blocks (1..2048), 32: u32 CRC-32C of bytes 0..31
 * blocks  36: one zstd frame a block, in order, without gaps
 * index    i: blocks times { 0: u32 stored bytes, 4: u32 bytes, 8: u32 rows,
 *                            12: u32 CRC-32C of the stored bytes },
 *         i + 16 * blocks: u32 CRC-32C of the index; the end of the file
 * </pre>
 */
final class SegmentLayout {
  static final long MAGIC = 0x74687767_636f6c64L;
  static final int VERSION = 1;
  static final int MAX_BLOCKS = 2048;
  static final int MAX_BLOCK_BYTES = 1 << 26;

  /** What zstd makes of the largest block that can't be compressed. */
  static final int MAX_STORED_BYTES = MAX_BLOCK_BYTES + (MAX_BLOCK_BYTES >> 8);

  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = 8;
  static final int ID_OFFSET = 12;
  static final int SUFFIX_OFFSET = 20;
  static final int BLOCKS_OFFSET = 28;
  static final int HEADER_CRC_OFFSET = 32;
  static final int HEADER_BYTES = 36;

  private static final int STORED_BYTES_OFFSET = 0;
  private static final int BYTES_OFFSET = 4;
  private static final int ROWS_OFFSET = 8;
  private static final int CRC_OFFSET = 12;
  private static final int ENTRY_BYTES = 16;
  private static final int INDEX_CRC_BYTES = 4;

  private SegmentLayout() {}

  static ByteBuffer header(SegmentName name, int blocks) {
    ByteBuffer header =
        ByteBuffer.allocate(HEADER_BYTES)
            .putLong(MAGIC_OFFSET, MAGIC)
            .putInt(VERSION_OFFSET, VERSION)
            .putLong(ID_OFFSET, name.id())
            .putLong(SUFFIX_OFFSET, name.suffix())
            .putInt(BLOCKS_OFFSET, blocks);
    return header.putInt(HEADER_CRC_OFFSET, crcOfFirst(header, HEADER_CRC_OFFSET));
  }

  static int indexBytes(int blocks) {
    return blocks * ENTRY_BYTES + INDEX_CRC_BYTES;
  }

  static int indexCrcOffset(int blocks) {
    return blocks * ENTRY_BYTES;
  }

  static void putEntry(ByteBuffer index, int block, int storedBytes, int bytes, int rows, int crc) {
    int entry = block * ENTRY_BYTES;
    index
        .putInt(entry + STORED_BYTES_OFFSET, storedBytes)
        .putInt(entry + BYTES_OFFSET, bytes)
        .putInt(entry + ROWS_OFFSET, rows)
        .putInt(entry + CRC_OFFSET, crc);
  }

  static int storedBytes(ByteBuffer index, int block) {
    return index.getInt(block * ENTRY_BYTES + STORED_BYTES_OFFSET);
  }

  static int bytes(ByteBuffer index, int block) {
    return index.getInt(block * ENTRY_BYTES + BYTES_OFFSET);
  }

  static int rows(ByteBuffer index, int block) {
    return index.getInt(block * ENTRY_BYTES + ROWS_OFFSET);
  }

  static int crc(ByteBuffer index, int block) {
    return index.getInt(block * ENTRY_BYTES + CRC_OFFSET);
  }

  /** CRC-32C of the first {@code length} bytes of a heap buffer. */
  static int crcOfFirst(ByteBuffer bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), bytes.arrayOffset(), length);
    return (int) crc.getValue();
  }
}
