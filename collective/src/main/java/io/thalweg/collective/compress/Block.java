package io.thalweg.collective.compress;

import java.util.List;
import java.util.stream.IntStream;

/** A part of a vector that has numbers of its own in a frame. Immutable. */
record Block(int start, int end) {

  int length() {
    return end - start;
  }

  /** Adjacent blocks that cover a vector; all but the last are of the given length. */
  static List<Block> cut(int vectorLength, int blockLength) {
    long blocks = count(vectorLength, blockLength);
    return IntStream.range(0, (int) blocks)
        .mapToObj(
            i -> new Block(i * blockLength, (int) Math.min(vectorLength, (i + 1L) * blockLength)))
        .toList();
  }

  static int count(int vectorLength, int blockLength) {
    return (int) (((long) vectorLength + blockLength - 1) / blockLength);
  }
}
