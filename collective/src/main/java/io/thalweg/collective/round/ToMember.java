package io.thalweg.collective.round;

import io.thalweg.collective.Generation;
import io.thalweg.collective.Membership;
import java.time.Duration;

/** What the coordinator tells a member. Any of it may be lost, doubled or late. Immutable. */
public sealed interface ToMember {

  /**
   * A new generation: whatever belonged to an older one is over.
   *
   * @param number rises with every generation, so that a late one is told from a new one
   * @param rank the recipient's
   * @param base where the generation starts from
   * @param sourceRank broadcasts the base, because somebody hasn't got it; or {@link #NO_SOURCE}
   */
  record Form(long number, Membership membership, int rank, Base base, int sourceRank)
      implements ToMember {
    public static final int NO_SOURCE = -1;

    public Generation generation() {
      return membership.generation();
    }
  }

  /**
   * Freeze, reduce, vote.
   *
   * @param round a number never used before
   * @param base what the round adds to: all rounds before are decided
   * @param timeout from receipt to the vote
   */
  record Start(Generation generation, long round, Base base, Duration timeout)
      implements ToMember {}

  /** All ranks hold this result: apply it. */
  record Commit(long round, String resultSha256) implements ToMember {}

  /** Nobody applies this round; what was frozen for it stays open. */
  record Abort(long round, String why) implements ToMember {}

  /** The group has gone on without this incarnation: it is to begin anew, as another one. */
  record Expel(String why) implements ToMember {}
}
