package io.thalweg.replay.tier.cold;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32C;

/** Writes one segment, holding one block at a time in memory. Confined to its call. */
final class SegmentWriter {
  /** Twice as slow as 1 at the worst, for up to a quarter of the disk. */
  private static final int LEVEL = 3;

  private final SegmentName name;
  private final SegmentBlocks blocks;
  private final GrowingBuffer plain = new GrowingBuffer();
  private final GrowingBuffer stored = new GrowingBuffer();

  private SegmentWriter(SegmentName name, SegmentBlocks blocks) {
    this.name = name;
    this.blocks = blocks;
  }

  static void write(SegmentFiles files, SegmentName name, SegmentBlocks blocks) throws IOException {
    int count = blocks.count();
    if (count < 1 || count > SegmentLayout.MAX_BLOCKS) {
      throw new IllegalArgumentException(
          "cold segment: blocks=%d, allowed=1..%d".formatted(count, SegmentLayout.MAX_BLOCKS));
    }
    SegmentWriter writer = new SegmentWriter(name, blocks);
    try (writer.plain;
        writer.stored) {
      files.write(name.file(), writer::writeTo);
    }
  }

  private void writeTo(WritableByteChannel channel) throws IOException {
    int count = blocks.count();
    writeFully(channel, SegmentLayout.header(name, count));
    ByteBuffer index = ByteBuffer.allocate(SegmentLayout.indexBytes(count));
    CRC32C crc = new CRC32C();
    try (ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(LEVEL)) {
      for (int block = 0; block < count; block++) {
        int rows = blocks.rows(block);
        ByteBuffer bytes = direct(block, blocks.bytes(block));
        ByteBuffer compressed = compress(zstd, bytes);
        crc.reset();
        crc.update(compressed.duplicate());
        SegmentLayout.putEntry(
            index, block, compressed.remaining(), bytes.remaining(), rows, (int) crc.getValue());
        writeFully(channel, compressed);
      }
    }
    int crcOffset = SegmentLayout.indexCrcOffset(count);
    writeFully(channel, index.putInt(crcOffset, SegmentLayout.crcOfFirst(index, crcOffset)));
  }

  private ByteBuffer direct(int block, ByteBuffer bytes) {
    int length = bytes.remaining();
    if (length < 1 || length > SegmentLayout.MAX_BLOCK_BYTES) {
      throw new IllegalArgumentException(
          "cold segment: block=%d, bytes=%d, allowed=1..%d"
              .formatted(block, length, SegmentLayout.MAX_BLOCK_BYTES));
    }
    return bytes.isDirect()
        ? bytes.slice()
        : plain.ofLength(length).put(0, bytes, bytes.position(), length);
  }

  private ByteBuffer compress(ZstdCompressCtx zstd, ByteBuffer bytes) {
    ByteBuffer out = stored.ofLength((int) Zstd.compressBound(bytes.remaining()));
    return out.limit(zstd.compressDirectByteBuffer(out, 0, out.limit(), bytes, 0, bytes.limit()));
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
