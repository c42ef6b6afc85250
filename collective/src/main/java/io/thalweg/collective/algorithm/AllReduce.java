package io.thalweg.collective.algorithm;

import java.io.IOException;

/** Sums a vector over all ranks of a ring, in place and to identical bits. Threads: stateless. */
public interface AllReduce {

  void sum(Links links, float[] values) throws IOException;

  /**
   * The algorithm for a length, the same on all ranks: up to 16 KiB the number of steps decides,
   * beyond it the number of bytes.
   */
  static AllReduce forLength(int length) {
    return length <= 4_096 ? new GatheredAllReduce() : new RingAllReduce();
  }
}
