package io.thalweg.ingestion.generate;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Centres in the unit cube, each with a class, a weight and a deviation drawn from [0, 1). A row
 * belongs to a centre by weight and lies in a random direction from it, at a distance that is
 * normal with that deviation. Each centre moves in a direction of its own and turns at the walls.
 */
final class RandomRbf implements Concept {
  private final List<Column> columns;
  private final int classes;
  private final double[][] centres;
  private final double[][] velocities;
  private final int[] classOf;
  private final double[] deviations;

  /** Sums of the weights up to each centre. */
  private final double[] reach;

  RandomRbf(int columns, int classes, int centres, double speed, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    this.columns =
        IntStream.range(0, columns).<Column>mapToObj(i -> new Column.Numeric("x" + i)).toList();
    this.classes = classes;
    this.centres = new double[centres][columns];
    this.velocities = new double[centres][];
    this.classOf = new int[centres];
    this.deviations = new double[centres];
    this.reach = new double[centres];
    double sum = 0;
    for (int c = 0; c < centres; c++) {
      for (int i = 0; i < columns; i++) {
        this.centres[c][i] = random.nextDouble();
      }
      classOf[c] = random.nextInt(classes);
      deviations[c] = random.nextDouble();
      sum += random.nextDouble();
      reach[c] = sum;
      velocities[c] = inAnyDirection(random, speed);
    }
  }

  private double[] inAnyDirection(SplittableRandom random, double length) {
    double[] vector = new double[columns.size()];
    double squares = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = 2 * random.nextDouble() - 1;
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= length / Math.sqrt(squares);
    }
    return vector;
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public int classes() {
    return classes;
  }

  double[] centre(int centre) {
    return centres[centre].clone();
  }

  double deviation(int centre) {
    return deviations[centre];
  }

  @Override
  public int draw(SplittableRandom random, double[] values) {
    move();
    double at = random.nextDouble(reach[reach.length - 1]);
    int c = 0;
    while (reach[c] <= at) {
      c++;
    }
    double[] offset = inAnyDirection(random, Gaussian.draw(random) * deviations[c]);
    for (int i = 0; i < values.length; i++) {
      values[i] = centres[c][i] + offset[i];
    }
    return classOf[c];
  }

  private void move() {
    for (int c = 0; c < centres.length; c++) {
      for (int i = 0; i < centres[c].length; i++) {
        double next = centres[c][i] + velocities[c][i];
        if (next < 0 || next > 1) {
          velocities[c][i] = -velocities[c][i];
          next = Math.max(0, Math.min(1, next));
        }
        centres[c][i] = next;
      }
    }
  }
}
