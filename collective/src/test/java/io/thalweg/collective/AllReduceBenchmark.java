package io.thalweg.collective;

import java.time.Duration;
import java.util.Arrays;

/**
 * Median time of an all-reduce between two threads, over loopback TCP and in memory, printed as
 * microseconds and as a ratio to the in-memory one of the same run. Not part of the build: {@code
 * ./mvnw -pl collective test-compile}, then run this class with the module's test class path.
 */
public final class AllReduceBenchmark {

  private static final int WARM_UPS = 2_000;
  private static final int ROUNDS = 4_000;

  private AllReduceBenchmark() {}

  public static void main(String[] args) {
    for (int length : new int[] {59_010, 262_144}) {
      double inMemory = medianMicros(Transport.IN_PROCESS, length);
      double tcp = medianMicros(Transport.TCP, length);
      System.out.printf(
          "2 ranks, %,d floats: in memory %.1f us, loopback TCP %.1f us, ratio %.1f%n",
          length, inMemory, tcp, tcp / inMemory);
    }
  }

  private static double medianMicros(Transport transport, int length) {
    try (World world = new World(transport, 2)) {
      return world
          .<Double>inGeneration(communicator -> medianMicros(communicator, length))
          .get(0)
          .value();
    }
  }

  private static double medianMicros(Communicator communicator, int length) throws Exception {
    float[] values = new float[length]; // zeros stay zeros however often they are summed
    long[] nanos = new long[ROUNDS];
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      long start = System.nanoTime();
      communicator.allReduceSum(values, round, Duration.ofSeconds(10));
      if (round >= 0) {
        nanos[round] = System.nanoTime() - start;
      }
    }
    Arrays.sort(nanos);
    return nanos[ROUNDS / 2] / 1e3;
  }
}
