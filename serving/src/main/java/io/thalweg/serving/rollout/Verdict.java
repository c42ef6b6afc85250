package io.thalweg.serving.rollout;

/** What a guard says of a canary. */
public enum Verdict {
  /** Worse than is tolerated, beyond doubt. */
  WORSE,

  /** Better than the champion, beyond doubt. */
  BETTER,

  /** Not worse than is tolerated, beyond doubt. */
  TOLERABLE,

  /** Nothing is beyond doubt yet. */
  OPEN
}
