package io.thalweg.ingestion.decode;

/**
 * A record that can't be used. Immutable.
 *
 * @param reason one sentence: field, value, rule
 */
public record Refusal(String reason) implements Outcome {
  private static final int LONGEST = 400;

  public Refusal {
    reason = cut(reason);
  }

  /** What of a reason is kept. */
  static String cut(String reason) {
    return reason.length() > LONGEST ? reason.substring(0, LONGEST) + "..." : reason;
  }
}
