package io.thalweg.collective.algorithm;

import java.io.IOException;
import java.nio.FloatBuffer;

/**
 * Reduce-scatter, then all-gather [1]. The vector is cut into worldSize chunks; chunk c starts at
 * rank c and is summed in the order c, c + 1, ... of its way around the ring, which ends one rank
 * before c; from there the finished bits travel around once more. 2 * (worldSize - 1) steps, 2 *
 * length * (worldSize - 1) / worldSize floats sent, the least possible [1]. Threads: stateless.
 *
 * <p>[1] Patarasuk, Yuan: Bandwidth optimal all-reduce algorithms for clusters of workstations.
 * Journal of Parallel and Distributed Computing 69(2), 2009.
 */
final class RingAllReduce implements AllReduce {

  @Override
  public void sum(Links links, float[] values) throws IOException {
    Chunks chunks = new Chunks(values.length, links.worldSize());
    int steps = links.worldSize() - 1;
    float[] received = new float[chunks.longest()];
    for (int step = 0; step < steps; step++) {
      int incoming = links.rank() - step - 1;
      links.exchange(
          chunks.of(values, links.rank() - step),
          FloatBuffer.wrap(received, 0, chunks.length(incoming)));
      add(received, chunks.of(values, incoming));
    }
    for (int step = 0; step < steps; step++) {
      links.exchange(
          chunks.of(values, links.rank() + 1 - step), chunks.of(values, links.rank() - step));
    }
  }

  private static void add(float[] received, FloatBuffer chunk) {
    float[] values = chunk.array();
    int offset = chunk.position();
    int length = chunk.remaining();
    for (int i = 0; i < length; i++) {
      values[offset + i] = received[i] + values[offset + i];
    }
  }
}
