package io.thalweg.serving.rollout;

import io.thalweg.serving.version.Alias;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
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
  private volatile @Nullable Race race;

  // Confined to whoever calls present.
  private Set<String> present = Set.of();
  private @Nullable Long canary;

  /**
   * Who a key can go to.
   *
   * @param canary above 0, but below 1, the canary has so much of the keys before the others race
   * @param salt the canary's, another one for every version, so that each trial has keys of its own
   */
  private record Race(TrafficSplit others, double canary, long salt) {}

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

  /**
   * These are there; what serves is in any case.
   *
   * @param aliases of loaded versions
   */
  void present(Map<String, Long> aliases) {
    Set<String> sides = new HashSet<>(weights.keySet());
    sides.retainAll(aliases.keySet());
    sides.add(Alias.CHAMPION);
    Long tried = canaryShare > 0 ? aliases.get(Alias.CANARY) : null;
    if (!sides.equals(present) || !Objects.equals(tried, canary)) {
      present = sides;
      canary = tried;
      race = sides.size() == 1 && tried == null ? null : race(sides, tried);
    }
  }

  private Race race(Set<String> sides, @Nullable Long tried) {
    Map<String, Double> of = new HashMap<>(weights);
    of.keySet().retainAll(sides);
    return new Race(
        new TrafficSplit(model, of),
        tried == null ? 0 : canaryShare,
        KeyHash.mix(KeyHash.of(model + '/' + Alias.CANARY + '/' + tried)));
  }

  /** Of the requests without a version, by alias; they sum up to 1. */
  SortedMap<String, Double> shares() {
    Race now = race;
    if (now == null) {
      return new TreeMap<>(Map.of(Alias.CHAMPION, 1.0));
    }
    SortedMap<String, Double> shares = now.others().shares();
    if (now.canary() > 0) {
      shares.replaceAll((side, share) -> share * (1 - now.canary()));
      shares.put(Alias.CANARY, now.canary());
    }
    return shares;
  }

  /**
   * The alias of the request's side.
   *
   * @param key requests of the same key are on the same side until another canary is there; null:
   *     at random
   * @return null for what serves
   */
  @Nullable String of(@Nullable String key) {
    Race now = race;
    if (now == null) {
      return null;
    }
    long hash = key == null ? random.nextLong() : KeyHash.of(key);
    if (KeyHash.unit(KeyHash.mix(hash + now.salt())) < now.canary()) {
      return Alias.CANARY;
    }
    String side = now.others().side(hash);
    return side.equals(Alias.CHAMPION) ? null : side;
  }
}
