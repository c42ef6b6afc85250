package io.thalweg.learner.sync;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a learner tells the coordinator. Immutable. */
public sealed interface LearnerMessage extends Serializable {

  /**
   * Ready to take part.
   *
   * @param round the last round in the state that it starts from
   * @param baseHash of the parameters at that round; all members must agree
   * @param baseTotals what of this learner's work they contain
   */
  record Join(MemberAddress address, long round, String baseHash, Totals baseTotals)
      implements LearnerMessage {}

  /**
   * How far it is.
   *
   * @param openExamples learned since its base
   * @param round the last round that it has applied
   * @param totals since the very first start
   * @param wishes of the others
   */
  record Progress(long openExamples, long round, Totals totals, Wishes wishes)
      implements LearnerMessage {
    /** Without wishes. */
    public Progress(long openExamples, long round, Totals totals) {
      this(openExamples, round, totals, Wishes.NONE);
    }
  }

  /**
   * What a learner asks of the others while it drifts, or when it can't go on without a round.
   *
   * @param urgency its open examples count so many times when it is decided whether a round is due
   * @param holdReleases whether no version may be released
   */
  record Wishes(double urgency, boolean holdReleases) implements Serializable {
    public static final Wishes NONE = new Wishes(1, false);

    /** More examples than any pipeline waits for. */
    private static final double ENOUGH = 1e12;

    /** One open example is enough for a round. */
    public Wishes atOnce() {
      return new Wishes(ENOUGH, holdReleases);
    }
  }

  /** This round is frozen here, by a mark of the stream, and can be reduced. */
  record Frozen(long round) implements LearnerMessage {}

  /** The reduction of this round ended here with the result of this hash. */
  record Vote(long round, long attempt, String resultHash, Totals totals)
      implements LearnerMessage {}

  /** The reduction of this round failed here. */
  record Failed(long round, long attempt, String why) implements LearnerMessage {}

  /**
   * Everything sent before the cut has been handled; the snapshot of this checkpoint will hold
   * exactly the rounds that the cut named.
   *
   * @param staged what the releasing rank has written to the model store
   */
  record CutAck(long checkpointId, @Nullable Staged staged) implements LearnerMessage {}

  /**
   * The answer to a wish for a preview.
   *
   * @param staged null if there is nothing new, or it can't be written
   */
  record Previewed(long version, @Nullable Staged staged) implements LearnerMessage {}

  /** Files of a version: announced once the checkpoint has completed, or as a preview at once. */
  record Staged(long version, String manifestSha256) implements Serializable {}

  /** Its input has ended: nothing may be sent to it any more. */
  record Leaving() implements LearnerMessage {}

  /** A generation's members by rank. */
  record Members(List<MemberAddress> byRank) implements Serializable {
    public Members {
      byRank = List.copyOf(byRank);
    }
  }
}
