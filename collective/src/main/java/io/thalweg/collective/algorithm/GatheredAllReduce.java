package io.thalweg.collective.algorithm;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Every rank gathers all vectors around the ring and adds them up in rank order. worldSize - 1
 * steps, (worldSize - 1) * length floats sent: for short vectors. Threads: stateless.
 */
final class GatheredAllReduce implements AllReduce {

  @Override
  public void sum(Links links, float[] values) throws IOException {
    int worldSize = links.worldSize();
    int length = values.length;
    float[] gathered = new float[Math.multiplyExact(worldSize, length)];
    System.arraycopy(values, 0, gathered, links.rank() * length, length);
    for (int step = 0; step < worldSize - 1; step++) {
      int mine = Math.floorMod(links.rank() - step, worldSize);
      int theirs = Math.floorMod(links.rank() - step - 1, worldSize);
      links.exchange(
          FloatBuffer.wrap(gathered, mine * length, length),
          FloatBuffer.wrap(gathered, theirs * length, length));
    }
    Arrays.fill(values, 0f);
    for (int rank = 0; rank < worldSize; rank++) {
      for (int i = 0; i < length; i++) {
        values[i] += gathered[rank * length + i];
      }
    }
  }
}
