package io.thalweg.serving.explain;

import io.thalweg.model.Architecture;
import io.thalweg.model.FineTuned;
import io.thalweg.model.Mlp;
import io.thalweg.serving.explain.Attributions.Attribution;
import io.thalweg.serving.explain.Players.Player;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Shapley values of a model that is a sum of functions of one feature each. What a feature adds is
 * then the same in every coalition, so the coalition of all others tells it: the mean of f(x) - f(x
 * with the feature of z) over background rows z. For a linear model that is w (x - mean z)
 * (Strumbelj and Kononenko, "Explaining prediction models and individual predictions with feature
 * contributions", 2014, section 3.2), exact but for the rounding of float32. Stateless.
 */
final class LinearShapley {
  private LinearShapley() {}

  /** Whether the logits are sums over features: what is standardized, looked up and weighed. */
  static boolean isLinear(Architecture architecture) {
    Architecture base = architecture instanceof FineTuned f ? f.base() : architecture;
    return base instanceof Mlp m && m.hidden().isEmpty();
  }

  /** Evaluations that so many background rows take. */
  static long cost(int players, int backgroundRows) {
    return (players + 1L) * backgroundRows + 1;
  }

  static Attributions of(Question question) {
    List<Player> players = question.players().all();
    int rows = question.background().size();
    CoalitionBatch batch = question.newBatch();
    batch.addAllPresent();
    BitSet coalition = new BitSet();
    for (int z = 0; z < rows; z++) {
      batch.add(coalition, z);
    }
    coalition.set(0, players.size());
    for (int i = 0; i < players.size(); i++) {
      coalition.clear(i);
      for (int z = 0; z < rows; z++) {
        batch.add(coalition, z);
      }
      coalition.set(i);
    }
    double[] outputs = batch.outputs();
    List<Attribution> features = new ArrayList<>();
    for (int i = 0; i < players.size(); i++) {
      double value = outputs[0] - mean(outputs, 1 + (i + 1) * rows, rows);
      features.add(new Attribution(players.get(i).name(), value, 0));
    }
    return new Attributions(
        Method.LINEAR,
        mean(outputs, 1, rows),
        outputs[0],
        features,
        rows,
        outputs.length,
        OptionalDouble.empty());
  }

  private static double mean(double[] values, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += values[i];
    }
    return sum / count;
  }
}
