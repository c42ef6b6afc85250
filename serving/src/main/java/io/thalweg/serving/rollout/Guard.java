package io.thalweg.serving.rollout;

import java.util.Locale;

/** In what a canary must not be worse. */
public enum Guard {
  /** What its predictions cost, once labels have come: the mean of the head's loss. */
  LOSS,

  /** The share of requests that it fails. */
  ERRORS,

  /** The share of answers that took longer than the slowest twentieth of the champion's did. */
  LATENCY;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
