package io.thalweg.serving.rollout;

import io.thalweg.model.config.ConfigNode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How new versions are tried. Immutable.
 *
 * @param share of the requests without a version, 0 to 1
 * @param every the least time from one canary to the next
 * @param confidence at least so probable that a canary which is no worse isn't rolled back because
 *     of a guard, and that one which is worse than is tolerated isn't promoted because of them
 * @param guards what is looked at, and by how much a canary may be worse in it
 * @param block outcomes of both sides together whose two means are compared: few, since each is one
 *     value of the test
 * @param clip a larger loss counts as that; empty: by the head
 * @param atMostLabels outcomes of the canary, after which it is decided in any case
 * @param atMostAge likewise
 * @param atEnd what is decided then
 */
public record CanaryConfig(
    double share,
    Duration every,
    double confidence,
    Map<Guard, Tolerance> guards,
    int block,
    OptionalDouble clip,
    long atMostLabels,
    Duration atMostAge,
    AtEnd atEnd) {
  private static final double DEFAULT_SHARE = 0.1;
  private static final Duration DEFAULT_EVERY = Duration.ofMinutes(10);
  private static final double DEFAULT_CONFIDENCE = 0.95;

  /** Of the canary's own, in a block. */
  private static final int OWN_OUTCOMES = 2;

  private static final long DEFAULT_LABELS = 100_000;
  private static final Duration DEFAULT_AGE = Duration.ofHours(1);
  private static final double DEFAULT_LOSS = 0.05;
  private static final double DEFAULT_ERRORS = 0.01;
  private static final double DEFAULT_LATENCY = 0.1;

  /** What becomes of a canary of which nothing is beyond doubt. */
  public enum AtEnd {
    ROLLBACK,
    PROMOTE
  }

  public CanaryConfig {
    guards = Map.copyOf(guards);
  }

  Tolerance tolerance(Guard guard) {
    return Objects.requireNonNull(guards.get(guard));
  }

  /**
   * How improbable it must be that an interval of one guard misses: the guards share it, and the
   * second interval of the loss, which says whether a canary is better, has a share, too.
   */
  double alpha() {
    return (1 - confidence) / (guards.size() + 1);
  }

  /**
   * Reads the section.
   *
   * @param labels whether there are outcomes, without which a guard of the loss promotes nothing
   */
  static CanaryConfig read(ConfigNode node, boolean labels) {
    ConfigNode atMost = node.section("at-most");
    double share = node.doubleIn("share", 0.001, 0.5, DEFAULT_SHARE);
    return new CanaryConfig(
        share,
        node.duration("every", DEFAULT_EVERY),
        node.doubleIn("confidence", 0.5, 0.9999, DEFAULT_CONFIDENCE),
        node.has("guards") ? guards(node.section("guards")) : guards(labels),
        node.intIn("block", 2, 65_536, (int) Math.ceil(OWN_OUTCOMES / share)),
        node.has("clip")
            ? OptionalDouble.of(node.doubleIn("clip", 1e-9, 1e9))
            : OptionalDouble.empty(),
        atMost.longIn("labels", 1, 1_000_000_000_000L, DEFAULT_LABELS),
        atMost.duration("age", DEFAULT_AGE),
        node.oneOf("at-end", AtEnd.class, AtEnd.ROLLBACK));
  }

  private static Map<Guard, Tolerance> guards(boolean labels) {
    Map<Guard, Tolerance> all = new EnumMap<>(Guard.class);
    if (labels) {
      all.put(Guard.LOSS, new Tolerance(DEFAULT_LOSS, 0));
    }
    all.put(Guard.ERRORS, new Tolerance(0, DEFAULT_ERRORS));
    all.put(Guard.LATENCY, new Tolerance(0, DEFAULT_LATENCY));
    return all;
  }

  private static Map<Guard, Tolerance> guards(ConfigNode guards) {
    Map<Guard, Tolerance> some = new EnumMap<>(Guard.class);
    if (guards.has("loss")) {
      some.put(Guard.LOSS, new Tolerance(guards.doubleIn("loss", 0, 10), 0));
    }
    for (Guard g : Set.of(Guard.ERRORS, Guard.LATENCY)) {
      if (guards.has(g.toString())) {
        some.put(g, new Tolerance(0, guards.doubleIn(g.toString(), 0, 1)));
      }
    }
    if (some.isEmpty()) {
      guards.refuseUnknown();
      throw guards.refuse("at least one guard such as {loss: %s}".formatted(DEFAULT_LOSS));
    }
    return some;
  }
}
