package io.thalweg.serving.explain;

import io.thalweg.serving.explain.Attributions.Attribution;
import io.thalweg.serving.explain.Players.Player;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * The weights of a linear model over the presence of features that is fitted around the row
 * (Ribeiro, Singh and Guestrin, "Why should I trust you?", 2016). An absent feature has the value
 * of a background row. How many are absent is drawn first, from none to all, then which; a sample
 * weighs exp(-d^2 / width^2), d^2 being the number of absent features and width 0.75 sqrt(n), as in
 * the authors' program, and the ridge's penalty is 1, as there. The weights don't add up to
 * anything. Stateless.
 */
final class Lime {
  /** The fit's time rises with the cube. */
  static final int MAX_PLAYERS = 256;

  private static final double WIDTH = 0.75;
  private static final double PENALTY = 1;

  private Lime() {}

  /** The least number of evaluations. */
  static long cost(int players) {
    return 2L * players + 2;
  }

  /**
   * @param budget evaluations, at least {@link #cost}
   */
  static Attributions of(Question question, int budget, long seed) {
    int n = question.players().count();
    SplittableRandom random = new SplittableRandom(seed);
    CoalitionBatch batch = question.newBatch();
    List<BitSet> samples = new ArrayList<>();
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    BitSet all = new BitSet();
    all.set(0, n);
    samples.add(all);
    batch.addAllPresent();
    while (samples.size() < budget) {
      BitSet present = (BitSet) all.clone();
      int absent = random.nextInt(n + 1);
      for (int k = 0; k < absent; k++) {
        int j = random.nextInt(k, n);
        int feature = order[j];
        order[j] = order[k];
        order[k] = feature;
        present.clear(feature);
      }
      samples.add(present);
      batch.add(present, random.nextInt(question.background().size()));
    }
    double[] outputs = batch.outputs();
    WeightedRidge fit = new WeightedRidge(n, PENALTY);
    fit.fit(samples, outputs, s -> Math.exp((s.cardinality() - n) / (WIDTH * WIDTH * n)));
    List<Attribution> features = new ArrayList<>();
    List<Player> players = question.players().all();
    for (int i = 0; i < n; i++) {
      features.add(
          new Attribution(players.get(i).name(), fit.coefficient(i), fit.standardError(i)));
    }
    return new Attributions(
        Method.LIME,
        fit.intercept(),
        outputs[0],
        features,
        question.background().size(),
        outputs.length,
        OptionalDouble.of(fit.explained()));
  }
}
