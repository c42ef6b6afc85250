package io.thalweg.serving.explain;

import io.thalweg.serving.explain.Attributions.Attribution;
import io.thalweg.serving.explain.Players.Player;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Shapley values by their definition (Shapley, "A value for n-person games", 1953): of n players,
 * the mean of v(S and i) - v(S) over the coalitions S without i, each weighing |S|! (n - |S| - 1)!
 * / n!. What a coalition is worth is the mean output over all background rows (the interventional
 * expectation of Janzing, Minorics and Bloebaum, 2020). Stateless.
 */
final class ExactShapley {
  /** 65,536 coalitions. */
  static final int MAX_PLAYERS = 16;

  private ExactShapley() {}

  /** Evaluations that so many background rows take. */
  static long cost(int players, int backgroundRows) {
    return ((1L << players) - 1) * backgroundRows + 1;
  }

  static Attributions of(Question question) {
    List<Player> players = question.players().all();
    int n = players.size();
    int all = (1 << n) - 1;
    int rows = question.background().size();
    CoalitionBatch batch = question.newBatch();
    for (int s = 0; s < all; s++) {
      BitSet coalition = BitSet.valueOf(new long[] {s});
      for (int z = 0; z < rows; z++) {
        batch.add(coalition, z);
      }
    }
    batch.addAllPresent();
    double[] outputs = batch.outputs();
    double[] worth = worth(outputs, all, rows);
    double[] weight = weights(n);
    List<Attribution> features = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double value = 0;
      for (int s = 0; s <= all; s++) {
        if ((s >>> i & 1) == 0) {
          value += weight[Integer.bitCount(s)] * (worth[s | 1 << i] - worth[s]);
        }
      }
      features.add(new Attribution(players.get(i).name(), value, 0));
    }
    return new Attributions(
        Method.EXACT, worth[0], worth[all], features, rows, outputs.length, OptionalDouble.empty());
  }

  private static double[] worth(double[] outputs, int all, int rows) {
    double[] worth = new double[all + 1];
    for (int s = 0; s < all; s++) {
      for (int z = 0; z < rows; z++) {
        worth[s] += outputs[s * rows + z] / rows;
      }
    }
    worth[all] = outputs[outputs.length - 1];
    return worth;
  }

  /** By the size of the coalition: 1 / n of what 1 is shared by the coalitions of this size. */
  private static double[] weights(int n) {
    double[] weight = new double[n];
    weight[0] = 1.0 / n;
    for (int size = 1; size < n; size++) {
      weight[size] = weight[size - 1] * size / (n - size);
    }
    return weight;
  }
}
