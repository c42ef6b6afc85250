package io.thalweg.serving.rollout;

import io.thalweg.model.config.ConfigNode;
import io.thalweg.serving.version.Alias;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How requests of a model that name no version find one, and what becomes of new ones. Immutable.
 *
 * @param key the request's parameter by which it keeps to its side, or {@link #ID}; null: nothing
 * @param split weights by alias
 * @param canary null: new versions serve at once
 * @param shadow null: none
 */
public record ModelRollout(
    @Nullable String key,
    Map<String, Double> split,
    @Nullable CanaryConfig canary,
    @Nullable ShadowConfig shadow) {
  /** The key of requests that keep to a side by their own ids. */
  static final String ID = "id";

  public ModelRollout {
    split = Map.copyOf(split);
  }

  static ModelRollout read(ConfigNode node, String model, Set<String> judged) {
    if (!node.has("split") && !node.has("canary") && !node.has("shadow")) {
      throw node.refuse("split, canary or shadow, such as {canary: {share: 0.1}}");
    }
    CanaryConfig canary = node.has("canary") ? canary(node.section("canary"), model, judged) : null;
    return new ModelRollout(
        node.has("key") ? node.string("key") : null,
        node.has("split") ? split(node.section("split"), canary) : Map.of(Alias.CHAMPION, 1.0),
        canary,
        node.has("shadow") ? ShadowConfig.read(node.section("shadow")) : null);
  }

  private static CanaryConfig canary(ConfigNode node, String model, Set<String> judged) {
    ConfigNode guards = node.section("guards");
    if (guards.has("loss") && !judged.contains(model)) {
      throw guards
          .required("loss")
          .refuse(
              "no loss, since no labels come of '%s', or its topic of them as feedback.learned.%s and a feedback.sample above 0"
                  .formatted(model, model));
    }
    return CanaryConfig.read(node, judged.contains(model));
  }

  private static Map<String, Double> split(ConfigNode node, @Nullable CanaryConfig canary) {
    Map<String, Double> weights = new TreeMap<>();
    for (String alias : node.keys()) {
      if (canary != null && alias.equals(Alias.CANARY)) {
        throw node.required(alias).refuse("canary.share instead, which says how much it gets");
      }
      requireAlias(node.required(alias), alias);
      weights.put(alias, node.doubleIn(alias, 1e-6, 1e6));
    }
    if (!weights.containsKey(Alias.CHAMPION)) {
      throw node.refuse("a weight of the champion, too, such as {champion: 90, other: 10}");
    }
    return weights;
  }

  static void requireAlias(ConfigNode node, String alias) {
    try {
      Alias.require(alias);
    } catch (IllegalArgumentException e) {
      throw node.refuse("another alias: " + e.getMessage());
    }
  }
}
