package io.thalweg.collective;

import io.thalweg.collective.algorithm.AllReduceAlgorithm;
import io.thalweg.collective.transport.Transports;
import io.thalweg.collective.transport.tcp.TcpOptions;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times all-reduces between two threads over loopback TCP and fits the cost model's three numbers
 * to them, by least squares of relative errors. Not part of the build: run it with the module's
 * test class path on a machine with nothing else to do.
 */
public final class CostModelBenchmark {

  private static final int[] LENGTHS = {1, 1_024, 4_096, 8_192, 16_384, 65_536, 262_144};
  private static final int ROUNDS = 3_000;

  private CostModelBenchmark() {}

  /** One measurement: messages, bytes sent and bytes added explain the time. */
  private record Point(double messages, double bytesSent, double bytesAdded, double nanos) {
    double[] row() {
      return new double[] {messages / nanos, bytesSent / nanos, bytesAdded / nanos};
    }
  }

  public static void main(String[] args) {
    List<Point> points = new ArrayList<>();
    for (int length : LENGTHS) {
      double bytes = (double) length * Float.BYTES;
      double doubling = nanos(AllReduceAlgorithm.RECURSIVE_DOUBLING, length);
      double halving = nanos(AllReduceAlgorithm.HALVING_DOUBLING, length);
      System.out.printf(
          "2 ranks, %,9.0f bytes: recursive doubling %.1f us, halving and doubling %.1f us%n",
          bytes, doubling / 1e3, halving / 1e3);
      points.add(new Point(1, bytes, bytes, doubling));
      points.add(new Point(2, bytes, bytes / 2, halving));
    }
    double[] fit = leastSquares(points);
    System.out.printf(
        "fit: %.0f ns a message, %.3f ns a byte sent, %.3f ns a byte added%n",
        fit[0], fit[1], fit[2]);
  }

  /** The first decile: what the calls take when nothing comes between. */
  private static double nanos(AllReduceAlgorithm algorithm, int length) {
    TcpOptions options = TcpOptions.defaults().withAllReduce(algorithm);
    try (World world =
        new World(() -> Transports.tcp(InetAddress.getLoopbackAddress(), 0, options), 2)) {
      return world.<Double>inGeneration(communicator -> nanos(communicator, length)).get(0).value();
    }
  }

  private static double nanos(Communicator communicator, int length) throws Exception {
    ByteBuffer vector = VectorBuffers.allocate(length); // zeros stay zeros
    long[] nanos = new long[ROUNDS];
    for (int round = -ROUNDS; round < ROUNDS; round++) {
      long start = System.nanoTime();
      communicator.allReduceSum(vector, Accumulation.FLOAT32, round, World.PATIENCE);
      if (round >= 0) {
        nanos[round] = System.nanoTime() - start;
      }
    }
    Arrays.sort(nanos);
    return nanos[ROUNDS / 10];
  }

  /** Solves the normal equations for rows * x = 1. */
  private static double[] leastSquares(List<Point> points) {
    double[][] a = new double[3][4];
    for (Point point : points) {
      double[] row = point.row();
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          a[i][j] += row[i] * row[j];
        }
        a[i][3] += row[i];
      }
    }
    for (int pivot = 0; pivot < 3; pivot++) {
      for (int i = 0; i < 3; i++) {
        if (i != pivot) {
          double factor = a[i][pivot] / a[pivot][pivot];
          for (int j = pivot; j < 4; j++) {
            a[i][j] -= factor * a[pivot][j];
          }
        }
      }
    }
    return new double[] {a[0][3] / a[0][0], a[1][3] / a[1][1], a[2][3] / a[2][2]};
  }
}
