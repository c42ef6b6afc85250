package io.thalweg.serving.explain;

import io.thalweg.serving.explain.Attributions.Attribution;
import io.thalweg.serving.explain.Players.Player;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** Questions about functions of a few numbers, and their answers by definition. */
final class Functions {
  private Functions() {}

  /** Players of one column each. */
  static Players players(int count) {
    List<Player> players = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      players.add(new Player("x" + i, i, 1));
    }
    return new Players(players);
  }

  static Evaluation evaluation(int width, ToDoubleFunction<float[]> f) {
    return (dense, rows) -> {
      float[] out = new float[rows];
      float[] row = new float[width];
      for (int r = 0; r < rows; r++) {
        System.arraycopy(dense, r * width, row, 0, width);
        out[r] = (float) f.applyAsDouble(row);
      }
      return out;
    };
  }

  static Question question(ToDoubleFunction<float[]> f, float[] row, List<float[]> background) {
    return new Question(
        evaluation(row.length, f),
        players(row.length),
        row,
        new Background(BackgroundSource.TRAFFIC, background));
  }

  /** Rows of numbers around 0, of which one in ten is missing. */
  static List<float[]> rows(int count, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> rows = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      float[] row = new float[width];
      for (int i = 0; i < width; i++) {
        row[i] = random.nextInt(10) == 0 ? Float.NaN : (float) random.nextGaussian();
      }
      rows.add(row);
    }
    return rows;
  }

  /** The mean of what a feature changes over all n! orders and all background rows. */
  static double[] shapley(ToDoubleFunction<float[]> f, float[] row, List<float[]> background) {
    double[] values = new double[row.length];
    List<int[]> orders = new ArrayList<>();
    orders(new int[row.length], 0, 0, orders);
    for (int[] order : orders) {
      for (float[] z : background) {
        float[] x = z.clone();
        double last = (float) f.applyAsDouble(x);
        for (int feature : order) {
          x[feature] = row[feature];
          double next = (float) f.applyAsDouble(x);
          values[feature] += (next - last) / orders.size() / background.size();
          last = next;
        }
      }
    }
    return values;
  }

  private static void orders(int[] order, int at, int used, List<int[]> out) {
    if (at == order.length) {
      out.add(order.clone());
      return;
    }
    for (int i = 0; i < order.length; i++) {
      if ((used >>> i & 1) == 0) {
        order[at] = i;
        orders(order, at + 1, used | 1 << i, out);
      }
    }
  }

  static double[] values(Attributions attributions) {
    return attributions.features().stream().mapToDouble(Attribution::value).toArray();
  }

  static double sum(Attributions attributions) {
    return attributions.features().stream().mapToDouble(Attribution::value).sum();
  }

  /** A missing number counts as 0, as in a served graph. */
  static double number(float x) {
    return Float.isNaN(x) ? 0 : x;
  }

  /** A logistic function with products of two and three of the first four numbers. */
  static double tangled(float... x) {
    double sum = 0.5 * number(x[0]) - number(x[1]) * number(x[2]);
    sum += number(x[0]) * number(x[1]) * number(x[3]) + (Float.isNaN(x[2]) ? 1 : 0);
    return 1 / (1 + Math.exp(-sum));
  }
}
