package io.thalweg.serving.rollout;

import io.thalweg.serving.version.Alias;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which side a request without a version is on by now. Thread-safe: requests read a pointer. */
final class Sides {
  private final String model;
  private final Map<String, Double> weights;
  private final double canaryShare;
  private final ThreadRandom random;

  /** Null: all go to what serves. */
  private volatile @Nullable TrafficSplit split;

  // Confined to whoever calls present.
  private Set<String> present = Set.of();

  /**
   * All requests go to what serves, until somebody says what is there.
   *
   * @param weights by alias, the champion among them
   * @param canaryShare of the whole, while there is a canary; 0: it has its weight like the others
   * @param seed of the generators for requests without a key
   */
  Sides(String model, Map<String, Double> weights, double canaryShare, long seed) {
    this.model = model;
    this.weights = Map.copyOf(weights);
    this.canaryShare = canaryShare;
    this.random = new ThreadRandom(seed);
  }

  /** These aliases name loaded versions; what serves is there in any case. */
  void present(Set<String> aliases) {
    Set<String> sides = new HashSet<>(weights.keySet());
    if (canaryShare > 0) {
      sides.add(Alias.CANARY);
    }
    sides.retainAll(aliases);
    sides.add(Alias.CHAMPION);
    if (!sides.equals(present)) {
      present = sides;
      split = sides.size() == 1 ? null : new TrafficSplit(model, weightsOf(sides));
    }
  }

  private Map<String, Double> weightsOf(Set<String> sides) {
    Map<String, Double> of = new HashMap<>(weights);
    of.keySet().retainAll(sides);
    if (canaryShare > 0 && sides.contains(Alias.CANARY)) {
      double others = of.values().stream().mapToDouble(w -> w).sum();
      of.put(Alias.CANARY, others * canaryShare / (1 - canaryShare));
    }
    return of;
  }

  /** Of the requests without a version, by alias; they sum up to 1. */
  SortedMap<String, Double> shares() {
    TrafficSplit now = split;
    return now == null ? new TreeMap<>(Map.of(Alias.CHAMPION, 1.0)) : now.shares();
  }

  /**
   * The alias of the request's side.
   *
   * @param key requests of the same key are on the same side; null: at random
   * @return null for what serves
   */
  @Nullable String of(@Nullable String key) {
    TrafficSplit now = split;
    if (now == null) {
      return null;
    }
    String side = now.side(key == null ? random.nextLong() : KeyHash.of(key));
    return side.equals(Alias.CHAMPION) ? null : side;
  }
}
