package io.thalweg.ingestion.generate;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Numbers in [0, 1), class 1 where their weighted sum is half of the weights' sum or more. Each
 * weight begins in [0, 1), moves with every row, and turns round with a chance of one in ten every
 * thousand rows.
 */
final class Hyperplane implements Concept {
  private static final int TURN_EVERY = 1000;
  private static final int TURN_ONE_IN = 10;

  private final List<Column> columns;
  private final double speed;
  private final double noise;
  private final SplittableRandom movement;
  private final double[] weights;
  private final double[] directions;
  private long rows;

  Hyperplane(int columns, double speed, double noise, long seed) {
    this.columns =
        IntStream.range(0, columns).<Column>mapToObj(i -> new Column.Numeric("x" + i)).toList();
    this.speed = speed;
    this.noise = noise;
    this.movement = new SplittableRandom(seed);
    this.weights = new double[columns];
    this.directions = new double[columns];
    for (int i = 0; i < columns; i++) {
      weights[i] = movement.nextDouble();
      directions[i] = movement.nextBoolean() ? 1 : -1;
    }
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public int classes() {
    return 2;
  }

  double[] weights() {
    return weights.clone();
  }

  @Override
  public int draw(SplittableRandom random, double[] values) {
    double above = 0;
    for (int i = 0; i < weights.length; i++) {
      values[i] = random.nextDouble();
      above += weights[i] * (values[i] - 0.5);
    }
    move();
    boolean kept = random.nextDouble() >= noise;
    return above >= 0 == kept ? 1 : 0;
  }

  private void move() {
    rows++;
    for (int i = 0; i < weights.length; i++) {
      weights[i] += directions[i] * speed;
      if (rows % TURN_EVERY == 0 && movement.nextInt(TURN_ONE_IN) == 0) {
        directions[i] = -directions[i];
      }
    }
  }
}
