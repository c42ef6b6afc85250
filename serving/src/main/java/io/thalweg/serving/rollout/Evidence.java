package io.thalweg.serving.rollout;

import java.util.List;

/**
 * What was known of a canary at a moment. Immutable.
 *
 * @param champion version that it is compared with
 * @param canary its version
 * @param sinceMillis when it became the canary
 * @param atMillis the moment
 * @param canaryLabels outcomes of its own that count, and {@code championLabels} likewise
 */
public record Evidence(
    long champion,
    long canary,
    long sinceMillis,
    long atMillis,
    long canaryLabels,
    long championLabels,
    List<GuardFigures> guards) {
  public Evidence {
    guards = List.copyOf(guards);
  }

  public long ageMillis() {
    return atMillis - sinceMillis;
  }
}
