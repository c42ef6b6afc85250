package io.thalweg.replay.tier.cold;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** What one read needs besides the caller's buffer. Confined to the read that took it. */
final class BlockDecoder implements AutoCloseable {
  private final GrowingBuffer stored = new GrowingBuffer();
  private final CRC32C crc = new CRC32C();
  private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();

  /** Writes the block at the position of {@code into}, a direct buffer; the position stays. */
  void read(SegmentFiles files, String file, SegmentIndex index, int block, ByteBuffer into)
      throws IOException {
    int storedBytes = index.storedBytes(block);
    ByteBuffer compressed = stored.ofLength(storedBytes);
    int read = files.read(file, index.offset(block), compressed);
    if (read != storedBytes) {
      throw SegmentDamage.ofBlock(file, block, "stored bytes", storedBytes, read);
    }
    requireCrc(file, block, index.crc(block), compressed.flip());
    int bytes = index.bytes(block);
    int found = decompress(file, block, compressed, into, bytes);
    if (found != bytes) {
      throw SegmentDamage.ofBlock(file, block, "bytes", bytes, found);
    }
  }

  private void requireCrc(String file, int block, int expected, ByteBuffer compressed) {
    crc.reset();
    crc.update(compressed);
    int found = (int) crc.getValue();
    if (found != expected) {
      throw SegmentDamage.ofBlock(
          file, block, "CRC-32C", Integer.toHexString(expected), Integer.toHexString(found));
    }
  }

  private int decompress(
      String file, int block, ByteBuffer compressed, ByteBuffer into, int bytes) {
    try {
      return zstd.decompressDirectByteBuffer(
          into, into.position(), bytes, compressed, 0, compressed.limit());
    } catch (ZstdException e) {
      throw SegmentDamage.ofBlock(
          file, block, "zstd frame", "one of %d bytes".formatted(bytes), e.toString());
    }
  }

  @Override
  public void close() {
    zstd.close();
  }
}
