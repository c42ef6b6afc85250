package io.thalweg.collective.round;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The votes of one round: who has said what, until when, and what follows from it. A round number
 * is voted on once; whoever holds ballots gives every attempt a number of its own. Confined to one
 * thread.
 *
 * @param <V> what a vote says besides the result's hash
 */
public final class Ballot<V> {

  /** Where the vote stands. */
  public sealed interface Outcome {
    record Open() implements Outcome {}

    /** All ranks hold the same result. */
    record Agreed(String resultHash) implements Outcome {}

    /** Two ranks hold different results. */
    record Disagreed(String why) implements Outcome {}
  }

  private static final Outcome OPEN = new Outcome.Open();

  private final long round;
  private final long deadlineNanos;
  private final List<@Nullable V> votes = new ArrayList<>();
  private @Nullable String resultHash;

  /**
   * @param deadlineNanos on the clock that {@link #isOver} is asked with
   */
  public Ballot(long round, int worldSize, long deadlineNanos) {
    this.round = round;
    this.deadlineNanos = deadlineNanos;
    for (int rank = 0; rank < worldSize; rank++) {
      votes.add(null);
    }
  }

  public long round() {
    return round;
  }

  /** A repeated vote counts once; the first different hash ends the ballot. */
  public Outcome vote(int rank, String hash, V vote) {
    if (resultHash != null && !resultHash.equals(hash)) {
      return new Outcome.Disagreed(
          "results differ: ranks %s have %s, rank %d has %s"
              .formatted(voted(), resultHash, rank, hash));
    }
    resultHash = hash;
    if (votes.get(rank) == null) {
      votes.set(rank, vote);
    }
    return missing().isEmpty() ? new Outcome.Agreed(hash) : OPEN;
  }

  public boolean hasVoted(int rank) {
    return votes.get(rank) != null;
  }

  /** Whether votes came too late from now on. */
  public boolean isOver(long nowNanos) {
    return nowNanos - deadlineNanos > 0;
  }

  public long nanosLeft(long nowNanos) {
    return Math.max(0, deadlineNanos - nowNanos);
  }

  /** The ranks whose votes are missing. */
  public List<Integer> missing() {
    return ranks(false);
  }

  /** What has been said so far, in rank order. */
  public List<V> votes() {
    List<V> given = new ArrayList<>();
    for (V vote : votes) {
      if (vote != null) {
        given.add(vote);
      }
    }
    return given;
  }

  private List<Integer> voted() {
    return ranks(true);
  }

  private List<Integer> ranks(boolean withVote) {
    List<Integer> ranks = new ArrayList<>();
    for (int rank = 0; rank < votes.size(); rank++) {
      if (hasVoted(rank) == withVote) {
        ranks.add(rank);
      }
    }
    return ranks;
  }
}
