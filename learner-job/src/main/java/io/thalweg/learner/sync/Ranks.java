package io.thalweg.learner.sync;

import io.thalweg.learner.sync.LearnerMessage.Join;
import io.thalweg.learner.sync.LearnerMessage.Members;
import io.thalweg.learner.sync.LearnerMessage.Progress;
import io.thalweg.learner.sync.LearnerMessage.Wishes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is known of the learners, by rank. Not thread-safe: the protocol's caller locks. */
final class Ranks {
  private final CoordinatorActions actions;
  private final Rank[] ranks;

  /** By somebody who is none of them. */
  private boolean releasesHeld;

  private static final class Rank {
    @Nullable Join join;
    boolean left;

    /** The last round that it is known to have applied. */
    long round;

    long openExamples;
    long frozenRound;
    Totals totals = Totals.NONE;
    Wishes wishes = Wishes.NONE;
  }

  Ranks(int worldSize, CoordinatorActions actions) {
    this.actions = actions;
    this.ranks = new Rank[worldSize];
    for (int rank = 0; rank < worldSize; rank++) {
      lost(rank);
    }
  }

  int worldSize() {
    return ranks.length;
  }

  boolean isAlone() {
    return ranks.length == 1;
  }

  void joined(int rank, Join join) {
    Rank r = ranks[rank];
    r.join = join;
    r.left = false;
    r.round = join.round();
    r.openExamples = 0;
    r.frozenRound = 0;
  }

  void progressed(int rank, Progress progress) {
    ranks[rank].openExamples = progress.openExamples();
    ranks[rank].totals = progress.totals();
    ranks[rank].round = progress.round();
    ranks[rank].wishes = progress.wishes();
  }

  void applied(int rank, long round) {
    ranks[rank].round = round;
  }

  void frozen(int rank, long round) {
    ranks[rank].frozenRound = round;
  }

  /** Whether everybody has come to where this round is frozen. */
  boolean haveAllFrozen(long round) {
    for (Rank r : ranks) {
      if (r.frozenRound != round) {
        return false;
      }
    }
    return true;
  }

  /** It gets no better any more, and so asks for nothing. */
  void left(int rank) {
    ranks[rank].left = true;
    ranks[rank].wishes = Wishes.NONE;
  }

  void lost(int rank) {
    ranks[rank] = new Rank();
  }

  /** Whether it can be addressed. */
  boolean isThere(int rank) {
    return ranks[rank].join != null && !ranks[rank].left;
  }

  List<Integer> there() {
    List<Integer> there = new ArrayList<>();
    for (int rank = 0; rank < ranks.length; rank++) {
      if (isThere(rank)) {
        there.add(rank);
      }
    }
    return there;
  }

  boolean anyHasLeft() {
    for (Rank r : ranks) {
      if (r.left) {
        return true;
      }
    }
    return false;
  }

  /** Whether one has left that isn't known to have applied this round. */
  boolean anyLeftBefore(long round) {
    for (Rank r : ranks) {
      if (r.left && r.round < round) {
        return true;
      }
    }
    return false;
  }

  /** Everybody's address, or null while somebody is missing; different bases fail the job. */
  @Nullable Members membersIfComplete() {
    List<MemberAddress> members = new ArrayList<>();
    Join first = ranks[0].join;
    for (int rank = 0; rank < ranks.length; rank++) {
      Join join = ranks[rank].join;
      if (first == null || join == null || ranks[rank].left) {
        return null;
      }
      if (join.round() != first.round() || !join.baseHash().equals(first.baseHash())) {
        actions.failJob(
            "learners start from different bases: rank 0 round %d %s, rank %d round %d %s"
                .formatted(first.round(), first.baseHash(), rank, join.round(), join.baseHash()));
        return null;
      }
      members.add(join.address());
    }
    return new Members(members);
  }

  /** The round that all have joined with, once they are complete. */
  long joinedRound() {
    return Objects.requireNonNull(ranks[0].join).round();
  }

  /** What the base holds that all have joined with. */
  Totals joinedTotals() {
    Totals all = Totals.NONE;
    for (Rank r : ranks) {
      all = all.plus(Objects.requireNonNull(r.join).baseTotals());
    }
    return all;
  }

  long openExamples() {
    long open = 0;
    for (Rank r : ranks) {
      open += r.openExamples;
    }
    return open;
  }

  /** Likewise, those of a learner in a hurry counted as often as it asks for. */
  double urgentExamples() {
    double open = 0;
    for (Rank r : ranks) {
      open += r.wishes.urgency() * r.openExamples;
    }
    return open;
  }

  void holdReleases(boolean held) {
    releasesHeld = held;
  }

  boolean anyHoldsReleases() {
    if (releasesHeld) {
      return true;
    }
    for (Rank r : ranks) {
      if (r.wishes.holdReleases()) {
        return true;
      }
    }
    return false;
  }

  /** All that was open is in a round. */
  void closeAll() {
    for (Rank r : ranks) {
      r.openExamples = 0;
    }
  }

  Totals totals(int rank) {
    return ranks[rank].totals;
  }

  void sendAll(CoordinatorMessage message) {
    for (int rank : there()) {
      actions.send(rank, message);
    }
  }
}
