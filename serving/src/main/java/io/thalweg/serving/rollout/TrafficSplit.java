package io.thalweg.serving.rollout;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shares of the traffic, by alias. Sides race for a key: each draws, from the key and its own name
 * alone, a waiting time that is exponential with its weight as the rate, and the first one has it
 * (weighted rendezvous hashing: Schindelhauer, Schomaker, "Weighted distributed hash tables",
 * 2005). So a side has the share that its weight is of all; a weight that grows only draws keys to
 * its side, one that falls only sends some away, and the keys of a side that isn't there go to the
 * others in proportion. Immutable.
 */
final class TrafficSplit {
  private final List<String> sides;
  private final long[] salts;
  private final double[] weights;

  /**
   * A split for one model.
   *
   * @param salt differs between models, so that they don't all try their canaries on the same keys
   * @param weights above 0, by alias, at least one
   */
  TrafficSplit(String salt, Map<String, Double> weights) {
    SortedMap<String, Double> sorted = new TreeMap<>(weights);
    this.sides = List.copyOf(sorted.keySet());
    this.salts = sides.stream().mapToLong(side -> KeyHash.of(salt + '/' + side)).toArray();
    this.weights = sorted.values().stream().mapToDouble(w -> w).toArray();
    for (double w : this.weights) {
      if (!(w > 0 && w < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("weights %s, want numbers above 0".formatted(weights));
      }
    }
  }

  /**
   * The side that a key is on.
   *
   * @param hash of the key, or a random number
   */
  String side(long hash) {
    int first = 0;
    double soonest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < salts.length; i++) {
      double wait = -Math.log(KeyHash.unit(KeyHash.mix(hash + salts[i]))) / weights[i];
      if (wait < soonest) {
        soonest = wait;
        first = i;
      }
    }
    return sides.get(first);
  }

  /** By alias; they sum up to 1. */
  SortedMap<String, Double> shares() {
    double all = Arrays.stream(weights).sum();
    SortedMap<String, Double> shares = new TreeMap<>();
    for (int i = 0; i < weights.length; i++) {
      shares.put(sides.get(i), weights[i] / all);
    }
    return shares;
  }
}
