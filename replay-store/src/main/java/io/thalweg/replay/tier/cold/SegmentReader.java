package io.thalweg.replay.tier.cold;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One segment, its index verified. Thread-safe: immutable, and reads take no lock. */
final class SegmentReader {
  private final SegmentFiles files;
  private final BlockDecoders decoders;
  private final SegmentName name;
  private final String file;
  private final SegmentIndex index;

  private SegmentReader(
      SegmentFiles files, BlockDecoders decoders, SegmentName name, SegmentIndex index) {
    this.files = files;
    this.decoders = decoders;
    this.name = name;
    this.file = name.file();
    this.index = index;
  }

  static SegmentReader open(SegmentFiles files, BlockDecoders decoders, SegmentName name)
      throws IOException {
    return new SegmentReader(files, decoders, name, SegmentIndex.read(files, name));
  }

  /** Puts the block at the position of {@code into}, which moves behind it; returns its length. */
  int read(int block, ByteBuffer into) throws IOException {
    int bytes = index.bytes(requireBlock(block));
    if (!into.isDirect() || into.remaining() < bytes) {
      throw new IllegalArgumentException(
          "cold segment: file=%s, block=%d, bytes=%d don't fit %s"
              .formatted(file, block, bytes, into));
    }
    BlockDecoder decoder = decoders.take();
    try {
      decoder.read(files, file, index, block, into);
    } finally {
      decoders.giveBack(decoder);
    }
    into.position(into.position() + bytes);
    return bytes;
  }

  private int requireBlock(int block) {
    if (block < 0 || block >= index.blocks()) {
      throw new IllegalArgumentException(
          "cold segment: file=%s, block=%d, allowed=0..%d"
              .formatted(file, block, index.blocks() - 1));
    }
    return block;
  }

  SegmentName name() {
    return name;
  }

  int blocks() {
    return index.blocks();
  }

  int rows(int block) {
    return index.rows(requireBlock(block));
  }

  long fileBytes() {
    return index.fileBytes();
  }
}
