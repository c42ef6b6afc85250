package io.thalweg.learner.config;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.model.feature.Feature;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code label.provisional-after} and what belongs to it. Stateless. */
final class ProvisionalSection {
  private static final String AFTER = "provisional-after";
  private static final String WEIGHTING = "fake-negatives";

  /** What is done about provisional labels that will be revised. */
  private enum Weighting {
    WEIGH,
    IGNORE
  }

  /** After how long an event without a label is learned; null: never. */
  static @Nullable Duration after(ConfigNode label, Duration window) {
    if (!label.has(AFTER)) {
      return null;
    }
    Duration after = label.duration(AFTER);
    if (after.isZero() || after.compareTo(window) >= 0) {
      throw label
          .required(AFTER)
          .refuse("a duration above 0 and below that of label.window, or leave it out");
    }
    return after;
  }

  /** Whether fresh negatives are weighed, since they may be revised. */
  static boolean weighs(ConfigNode root, ModelSpec model) {
    ConfigNode label = root.section("label");
    if (!label.has("topic") || !label.has(AFTER)) {
      return false;
    }
    requireFits(root, label, model);
    boolean weighs = label.oneOf(WEIGHTING, Weighting.class, Weighting.WEIGH) == Weighting.WEIGH;
    if (weighs && root.has("challengers")) {
      throw label
          .required(AFTER)
          .refuse(
              "nothing beside challengers, which are compared by losses that weigh all alike; or"
                  + " write fake-negatives: ignore");
    }
    return weighs;
  }

  private static void requireFits(ConfigNode root, ConfigNode label, ModelSpec model) {
    if (root.bool("deterministic", false)) {
      throw label
          .required(AFTER)
          .refuse(
              "nothing, because deterministic is true and what is due at once comes in no order");
    }
    if (root.section("training").has("distillation")) {
      throw label
          .required(AFTER)
          .refuse("nothing beside training.distillation, whose answers count once for each event");
    }
    if (!(model.head() instanceof Head.Binary)) {
      throw label
          .required(AFTER)
          .refuse(
              "nothing, because model.head isn't binary and only there class 0 means 'not yet'");
    }
    Optional<Feature> ofLabels =
        model.features().features().stream()
            .filter(f -> f instanceof Feature.History h && h.of() == Feature.History.Of.LABEL)
            .findFirst();
    if (ofLabels.isPresent()) {
      throw label
          .required(AFTER)
          .refuse(
              "nothing beside the feature '%s', whose past of labels nobody revises"
                  .formatted(ofLabels.get().name()));
    }
  }

  private ProvisionalSection() {}
}
