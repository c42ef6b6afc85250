package io.thalweg.serving.rollout;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a model's rollout stands. Immutable.
 *
 * @param shares of the requests without a version, by alias; they sum up to 1
 * @param aliases and the versions that they name
 * @param canary what is known of it, null while none is tried
 * @param decided the last decisions, the newest last
 * @param shadow null where there is none
 */
public record RolloutReport(
    String model,
    SortedMap<String, Double> shares,
    SortedMap<String, Long> aliases,
    @Nullable CanaryDecision canary,
    List<CanaryDecision> decided,
    @Nullable ShadowReport shadow) {
  public RolloutReport {
    shares = unmodifiable(shares);
    aliases = unmodifiable(aliases);
    decided = List.copyOf(decided);
  }

  private static <T> SortedMap<String, T> unmodifiable(Map<String, T> of) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(of));
  }
}
