package io.thalweg.serving.rollout;

/** What is to become of a canary, and why. */
public sealed interface CanaryDecision {
  Evidence evidence();

  /** One line. */
  String reason();

  /** It becomes the champion. */
  record Promote(Evidence evidence, String reason) implements CanaryDecision {}

  /** It keeps its share, and more is learned of it. */
  record Hold(Evidence evidence, String reason) implements CanaryDecision {}

  /** It never answers again unless it is asked for by its number. */
  record Rollback(Evidence evidence, String reason) implements CanaryDecision {}
}
