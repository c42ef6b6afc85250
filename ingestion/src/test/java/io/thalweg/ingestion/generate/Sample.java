package io.thalweg.ingestion.generate;

import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;

/** Many rows of a concept. */
final class Sample {
  static final int ROWS = 200_000;

  private final double[][] values = new double[ROWS][];
  private final int[] classes = new int[ROWS];

  Sample(Concept concept) {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < ROWS; i++) {
      values[i] = new double[concept.columns().size()];
      classes[i] = concept.draw(random, values[i]);
    }
  }

  double share(int wanted) {
    return mean((row, c) -> c == wanted ? 1 : 0);
  }

  double mean(int column) {
    return mean((row, c) -> row[column]);
  }

  double deviation(int column) {
    double mean = mean(column);
    return Math.sqrt(mean((row, c) -> (row[column] - mean) * (row[column] - mean)));
  }

  double mean(ToDoubleBiFunction<double[], Integer> figure) {
    double sum = 0;
    for (int i = 0; i < ROWS; i++) {
      sum += figure.applyAsDouble(values[i], classes[i]);
    }
    return sum / ROWS;
  }
}
