package io.thalweg.learner.drift;

/** What a detector says after a value. Immutable. */
public sealed interface DriftResult {
  DriftResult STABLE = new Stable();
  DriftResult WARNING = new Warning();
  DriftResult DRIFT = new Drift();

  /** Nothing has changed, as far as can be told. */
  record Stable() implements DriftResult {}

  /** It may be changing. */
  record Warning() implements DriftResult {}

  /** It has changed; said once, by a detector that then begins anew. */
  record Drift() implements DriftResult {}
}
