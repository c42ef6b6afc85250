package io.thalweg.serving.rollout;

/**
 * By how much a canary may be worse: its mean may be (1 + {@code relative}) times the champion's,
 * and {@code absolute} more. Immutable.
 */
record Tolerance(double relative, double absolute) {
  /** Above 0 where the canary's mean is more than that. */
  double excess(double canary, double champion) {
    return canary - (1 + relative) * champion - absolute;
  }
}
