package io.thalweg.serving.version;

import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.config.ConfigNode;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a new version's own figures must be for it to be loaded: the learner's prequential metrics
 * at the time of its release. Versions that an alias names pass without. Immutable.
 *
 * @param metric a name in the manifest; higher is better
 * @param atLeast NaN: any value
 * @param fallAtMost below the same metric of what serves; infinite: as far as it likes
 */
public record Gate(String metric, double atLeast, double fallAtMost) {
  private static final double LARGEST = 1e9;

  /**
   * Reads the section {@code gate}.
   *
   * @throws io.thalweg.model.config.ConfigException for the user's mistakes
   */
  static Gate read(ConfigNode section) {
    String metric = section.string("metric");
    if (!section.has("at-least") && !section.has("fall-at-most")) {
      throw section.refuse("a mapping with metric and at-least, or fall-at-most, or both");
    }
    Gate gate =
        new Gate(
            metric,
            section.has("at-least") ? section.doubleIn("at-least", -LARGEST, LARGEST) : Double.NaN,
            section.has("fall-at-most")
                ? section.doubleIn("fall-at-most", 0, LARGEST)
                : Double.POSITIVE_INFINITY);
    section.refuseUnknown();
    return gate;
  }

  /**
   * Why the version stays outside, empty if it may come in.
   *
   * @param serving null: none does
   */
  public Optional<String> refusal(Manifest next, @Nullable Manifest serving) {
    Double value = next.metrics().get(metric);
    if (value == null || value.isNaN()) {
      return Optional.of(
          "gate: it has no figure for %s, only for %s"
              .formatted(metric, new TreeSet<>(next.metrics().keySet())));
    }
    if (value < atLeast) {
      return Optional.of("gate: %s is %s, at least %s is wanted".formatted(metric, value, atLeast));
    }
    if (serving == null) {
      return Optional.empty();
    }
    Double before = serving.metrics().get(metric);
    if (before != null && value < before - fallAtMost) {
      return Optional.of(
          "gate: %s is %s, that of version %d is %s, and it may fall by at most %s"
              .formatted(metric, value, serving.version(), before, fallAtMost));
    }
    return Optional.empty();
  }
}
