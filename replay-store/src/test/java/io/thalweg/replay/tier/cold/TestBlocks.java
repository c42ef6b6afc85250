package io.thalweg.replay.tier.cold;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Blocks whose bytes follow from a seed; half of the bytes of each are zero. */
record TestBlocks(List<ByteBuffer> blocks) implements SegmentBlocks {

  static TestBlocks random(long seed, int count, int blockBytes) {
    return new TestBlocks(
        IntStream.range(0, count).mapToObj(block -> bytes(seed, block, blockBytes)).toList());
  }

  static ByteBuffer bytes(long seed, int block, int blockBytes) {
    byte[] bytes = new byte[blockBytes];
    SplittableRandom random = new SplittableRandom(seed * 10_000 + block);
    for (int i = 0; i < blockBytes; i += 2) {
      bytes[i] = (byte) random.nextInt();
    }
    return ByteBuffer.wrap(bytes);
  }

  @Override
  public int count() {
    return blocks.size();
  }

  @Override
  public int rows(int block) {
    return block + 1;
  }

  @Override
  public ByteBuffer bytes(int block) {
    return blocks.get(block).duplicate();
  }
}
