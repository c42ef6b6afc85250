package io.thalweg.bench.prequential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Streams whose concept changes, as their papers say, as CSV. Seeded. Stateless. */
final class DriftingStreams {
  private static final double[] SEA_THRESHOLDS = {8, 9, 7, 9.5};
  private static final int HYPERPLANE_DIMENSIONS = 10;

  private DriftingStreams() {}

  /** Writes {@code sea.csv} and {@code hyperplane.csv} of so many rows into a directory. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    int rows = Integer.parseInt(arguments[1]);
    Files.write(directory.resolve("sea.csv"), sea(rows, 0.1, 1));
    Files.write(directory.resolve("hyperplane.csv"), hyperplane(rows, 0.001, 0.05, 1));
  }

  /**
   * SEA concepts (Street and Kim 2001): three features in [0, 10), of which the third says nothing;
   * class 1 where the first two sum up to the threshold at most, which is 8, 9, 7 and 9.5 in turn,
   * a quarter of the rows each.
   *
   * @param noise share of classes that are turned round
   */
  static List<String> sea(int rows, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> lines = new ArrayList<>(List.of("a,b,c,class"));
    for (int i = 0; i < rows; i++) {
      double a = random.nextDouble(10);
      double b = random.nextDouble(10);
      double c = random.nextDouble(10);
      boolean one = a + b <= SEA_THRESHOLDS[(int) (4L * i / rows)];
      lines.add(
          String.format(Locale.ROOT, "%.6f,%.6f,%.6f,%d", a, b, c, label(one, noise, random)));
    }
    return lines;
  }

  /**
   * Rotating hyperplane (Hulten, Spencer and Domingos 2001): features in [0, 1), class 1 where
   * their weighted sum is half of the weights' sum or more. Each weight moves at every row, and
   * turns round with a chance of one in ten every thousand rows.
   */
  static List<String> hyperplane(int rows, double speed, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] weights = new double[HYPERPLANE_DIMENSIONS];
    double[] directions = new double[HYPERPLANE_DIMENSIONS];
    StringBuilder header = new StringBuilder();
    for (int d = 0; d < weights.length; d++) {
      weights[d] = random.nextDouble();
      directions[d] = random.nextBoolean() ? 1 : -1;
      header.append('x').append(d).append(',');
    }
    List<String> lines = new ArrayList<>(List.of(header + "class"));
    for (int i = 0; i < rows; i++) {
      StringBuilder line = new StringBuilder();
      double weighted = 0;
      double half = 0;
      for (int d = 0; d < weights.length; d++) {
        double x = random.nextDouble();
        line.append(String.format(Locale.ROOT, "%.6f,", x));
        weighted += weights[d] * x;
        half += weights[d] / 2;
        weights[d] += directions[d] * speed;
        if (i % 1000 == 999 && random.nextInt(10) == 0) {
          directions[d] = -directions[d];
        }
      }
      lines.add(line.append(label(weighted >= half, noise, random)).toString());
    }
    return lines;
  }

  private static int label(boolean one, double noise, SplittableRandom random) {
    boolean kept = random.nextDouble() >= noise;
    return one == kept ? 1 : 0;
  }
}
