package io.thalweg.collective;

import org.jspecify.annotations.Nullable;

/**
 * A collective call did not complete on this rank. Nothing is known about the others, so the caller
 * gives up the round and asks for a new generation, whatever the reason.
 */
public final class CollectiveException extends Exception {

  /** What to count and to show; the way on is the same for all. */
  public enum Reason {
    DEADLINE_PASSED,
    PEER_LOST,
    ABORTED,
    /** A rank offered a vector that is not finite, or absurdly long; the message names it. */
    BAD_CONTRIBUTION,
    /** Lengths, rounds, memberships or bytes are not what this rank expects. */
    DISAGREEMENT
  }

  private final Reason reason;

  /**
   * @param what the rule that broke, with values
   * @param where rank, round and generation
   */
  public CollectiveException(Reason reason, String what, String where, @Nullable Throwable cause) {
    super(what + " (" + where + ")", cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
