package io.thalweg.serving.explain;

import io.thalweg.serving.explain.Attributions.Attribution;
import io.thalweg.serving.explain.Players.Player;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * Shapley values estimated over orders of the features [1], each walked from a background row to
 * the row that is explained, one feature at a time [2]; what a feature changes on the way is its
 * share. Every order is walked the other way round as well: errors of such antithetic pairs cancel
 * in part [3]. Between its two ends a walk's changes add up to the difference of the ends, so the
 * values add up to the prediction minus the base value, whatever was drawn. Background rows take
 * turns, so that all of them count the same. Stateless.
 *
 * <p>[1] Castro, Gomez and Tejada, "Polynomial calculation of the Shapley value based on sampling",
 * 2009. [2] Strumbelj and Kononenko, "Explaining prediction models and individual predictions with
 * feature contributions", 2014. [3] Mitchell, Cooper, Frank and Holmes, "Sampling permutations for
 * Shapley value estimation", 2022.
 */
final class PermutationShapley {
  /** Without two there is no standard error. */
  private static final int MIN_PAIRS = 2;

  private PermutationShapley() {}

  /** The least number of evaluations. */
  static long cost(int players) {
    return 1 + MIN_PAIRS * rowsOfPair(players);
  }

  private static long rowsOfPair(int players) {
    return 2L * players - 1;
  }

  /**
   * The standard errors leave out that background rows take turns, which makes true errors smaller
   * rather than larger.
   *
   * @param budget evaluations, at least {@link #cost}
   */
  static Attributions of(Question asked, int budget, long seed) {
    int n = asked.players().count();
    long most = (budget - 1) / rowsOfPair(n);
    int available = asked.background().size();
    int pairs = (int) (most < available ? most : most - most % available);
    Question question = asked.against(asked.background().sample(pairs, seed));
    int rows = question.background().size();
    int[][] orders = orders(n, pairs, seed);
    double[] outputs = walk(question, orders, rows);
    return shares(question, orders, outputs);
  }

  private static int[][] orders(int n, int pairs, long seed) {
    SplittableRandom random = new SplittableRandom(seed).split();
    int[][] orders = new int[pairs][n];
    for (int[] order : orders) {
      for (int i = 0; i < n; i++) {
        int j = random.nextInt(i + 1);
        order[i] = order[j];
        order[j] = i;
      }
    }
    return orders;
  }

  /** The prediction, then for each pair the background row and both walks without their ends. */
  private static double[] walk(Question question, int[][] orders, int rows) {
    CoalitionBatch batch = question.newBatch();
    batch.addAllPresent();
    BitSet coalition = new BitSet();
    for (int p = 0; p < orders.length; p++) {
      int[] order = orders[p];
      coalition.clear();
      batch.add(coalition, p % rows);
      for (int k = 0; k < order.length - 1; k++) {
        coalition.set(order[k]);
        batch.add(coalition, p % rows);
      }
      coalition.clear();
      for (int k = order.length - 1; k > 0; k--) {
        coalition.set(order[k]);
        batch.add(coalition, p % rows);
      }
    }
    return batch.outputs();
  }

  private static Attributions shares(Question question, int[][] orders, double[] outputs) {
    int n = question.players().count();
    double prediction = outputs[0];
    Moments base = new Moments();
    List<Moments> shares = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      shares.add(new Moments());
    }
    double[] share = new double[n];
    int at = 1;
    for (int[] order : orders) {
      double start = outputs[at];
      base.add(start);
      double last = start;
      for (int k = 0; k < n; k++) {
        double next = k < n - 1 ? outputs[at + 1 + k] : prediction;
        share[order[k]] = (next - last) / 2;
        last = next;
      }
      last = start;
      for (int k = n - 1; k >= 0; k--) {
        double next = k > 0 ? outputs[at + 2 * n - 1 - k] : prediction;
        share[order[k]] += (next - last) / 2;
        last = next;
      }
      for (int i = 0; i < n; i++) {
        shares.get(i).add(share[i]);
      }
      at += 2 * n - 1;
    }
    List<Attribution> features = new ArrayList<>();
    List<Player> players = question.players().all();
    for (int i = 0; i < n; i++) {
      Moments m = shares.get(i);
      features.add(new Attribution(players.get(i).name(), m.mean(), m.standardError()));
    }
    return new Attributions(
        Method.PERMUTATION,
        base.mean(),
        prediction,
        features,
        question.background().size(),
        outputs.length,
        OptionalDouble.empty());
  }
}
