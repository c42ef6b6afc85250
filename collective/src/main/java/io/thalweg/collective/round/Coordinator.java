package io.thalweg.collective.round;

import io.thalweg.collective.Generation;
import io.thalweg.collective.round.Ballot.Outcome;
import io.thalweg.collective.round.ToCoordinator.Failed;
import io.thalweg.collective.round.ToCoordinator.Leave;
import io.thalweg.collective.round.ToCoordinator.Progress;
import io.thalweg.collective.round.ToCoordinator.Vote;
import io.thalweg.collective.round.ToMember.Abort;
import io.thalweg.collective.round.ToMember.Commit;
import io.thalweg.collective.round.ToMember.Expel;
import io.thalweg.collective.round.ToMember.Start;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The authority over a group of elastic members: forms generations, starts rounds, counts votes. A
 * round is committed when every rank of its generation votes for the same result, else aborted,
 * which ends the generation too, for a broken reduction leaves broken links.
 *
 * <p>Messages may be lost, doubled, late or out of order, and members may stop or sleep at any
 * point. There is one coordinator as long as the group lives; it keeps nothing on disk. Time is
 * handed in as nanoseconds of a monotonic clock. Confined to one thread.
 */
public final class Coordinator {
  private final RoundConfig config;
  private final BiConsumer<String, ToMember> post;
  private final RandomGenerator tokens;
  private final Roster roster = new Roster();
  private final Lineage lineage = new Lineage();

  private @Nullable Formation formation;
  private @Nullable Ballot<Long> ballot;
  private long formations;
  private long lastRoundNanos;
  private long baseSeenNanos;
  private long committed;
  private long aborted;
  private long examples;

  /**
   * @param post takes a member's incarnation and what it is to be told
   * @param tokens draws the generations' tokens; a {@link java.security.SecureRandom} where
   *     strangers can reach the members
   */
  public Coordinator(
      RoundConfig config, BiConsumer<String, ToMember> post, RandomGenerator tokens) {
    this.config = config;
    this.post = post;
    this.tokens = tokens;
  }

  public long roundsCommitted() {
    return committed;
  }

  public long roundsAborted() {
    return aborted;
  }

  /** Those in committed rounds; what a lost base held counts too. */
  public long examplesCommitted() {
    return examples;
  }

  /** Where members go on from, or null before the first generation. */
  public @Nullable Base base() {
    return lineage.isEmpty() ? null : lineage.newest();
  }

  boolean isVoting() {
    return ballot != null;
  }

  boolean isCommitted(long round) {
    return lineage.isCommitted(round);
  }

  boolean leadsOnFrom(Base base) {
    return lineage.leadsOnFrom(base);
  }

  public void received(String member, ToCoordinator message, long nowNanos) {
    String banned = roster.banned(member);
    if (banned != null) {
      post.accept(member, new Expel(banned));
    } else if (message instanceof Progress progress) {
      progressed(member, progress, nowNanos);
    } else if (message instanceof Vote vote) {
      roster.touch(member, nowNanos);
      voted(member, vote, nowNanos);
    } else if (message instanceof Failed failed) {
      roster.touch(member, nowNanos);
      failed(member, failed);
    } else if (message instanceof Leave) {
      roster.ban(member, "it has left");
      endIfMember(member, "has left");
    }
  }

  /** To be called several times a heartbeat. */
  public void tick(long nowNanos) {
    if (formation != null) {
      baseSeenNanos = nowNanos;
    }
    for (String member : roster.silentLongerThan(config.silence().toNanos(), nowNanos)) {
      roster.drop(member);
      endIfMember(member, "was silent for " + config.silence());
    }
    if (ballot != null && ballot.isOver(nowNanos)) {
      end("no vote of ranks %s within %s".formatted(ballot.missing(), config.roundTimeout()));
    }
    if (formation != null && formation.isTooLate(nowNanos)) {
      end("ranks %s not linked in %s".formatted(formation.notLinked(), config.formTimeout()));
    }
    boolean settled = roster.nanosSinceArrival(nowNanos) >= config.settle().toNanos();
    if (formation == null || (ballot == null && settled && someoneWaits(formation))) {
      form(settled, nowNanos);
    }
    if (formation != null && formation.isLinked() && ballot == null && isDue(nowNanos)) {
      start(formation, nowNanos);
    }
  }

  private void progressed(String member, Progress progress, long nowNanos) {
    if (!lineage.leadsOnFrom(progress.base())) {
      String why = "its base is none of the group's: base=" + progress.base();
      roster.ban(member, why);
      endIfMember(member, "was expelled");
      post.accept(member, new Expel(why));
      return;
    }
    roster.heard(member, progress, nowNanos);
    Formation f = formation;
    int rank = f == null ? -1 : f.rankOf(member);
    if (f == null || rank < 0) {
      return;
    }
    if (!f.generation().equals(progress.generation())) {
      post.accept(member, f.formFor(rank));
      return;
    }
    f.linked(rank);
    if (ballot != null && !ballot.hasVoted(rank)) {
      post.accept(member, startOf(f, ballot, nowNanos));
    }
  }

  private void voted(String member, Vote vote, long nowNanos) {
    Formation f = formation;
    Ballot<Long> b = ballot;
    if (b == null || f == null || b.round() != vote.round()) {
      answerLate(member, vote);
      return;
    }
    int rank = f.rankOf(member);
    if (rank < 0 || !f.generation().equals(vote.generation())) {
      return; // nobody was asked to vote like that
    }
    Outcome outcome = b.vote(rank, vote.resultSha256(), vote.examples());
    if (outcome instanceof Outcome.Agreed agreed) {
      commit(f, b, agreed.resultHash(), nowNanos);
    } else if (outcome instanceof Outcome.Disagreed disagreed) {
      end(disagreed.why());
    }
  }

  private void answerLate(String member, Vote vote) {
    if (lineage.isCommitted(vote.round())) {
      roster.raise(member, new Base(vote.round(), vote.resultSha256()));
      post.accept(member, new Commit(vote.round(), vote.resultSha256()));
    } else {
      post.accept(member, new Abort(vote.round(), "it was decided before this vote"));
    }
  }

  private void failed(String member, Failed failed) {
    if (formation != null && formation.generation().equals(failed.generation())) {
      String suspect =
          failed.suspectRank() == Failed.NO_SUSPECT
              ? ""
              : " (suspect: " + failed.suspectRank() + ")";
      endIfMember(member, "failed: " + failed.why() + suspect);
    }
  }

  private void endIfMember(String member, String what) {
    if (formation != null && formation.rankOf(member) >= 0) {
      end("rank %d %s".formatted(formation.rankOf(member), what));
    }
  }

  private void form(boolean settled, long nowNanos) {
    boolean baseIsHere = lineage.isEmpty() || roster.bases().contains(lineage.newest());
    if (baseIsHere) {
      baseSeenNanos = nowNanos;
    }
    if (!settled || roster.anyDoubted() || roster.members().size() < config.minMembers()) {
      return;
    }
    if (!baseIsHere && nowNanos - baseSeenNanos < config.baseLoss().toNanos()) {
      return; // who has the newest base may come back, and all that the group knows with it
    }
    Base base = lineage.startFrom(roster.bases());
    Formation f =
        new Formation(
            ++formations,
            Generation.random(tokens),
            roster,
            base,
            nowNanos + config.formTimeout().toNanos());
    formation = f;
    lastRoundNanos = nowNanos;
    for (int rank = 0; rank < f.byRank().size(); rank++) {
      post.accept(f.byRank().get(rank), f.formFor(rank));
    }
  }

  private boolean someoneWaits(Formation f) {
    return !f.byRank().containsAll(roster.members());
  }

  private boolean isDue(long nowNanos) {
    long open = roster.openExamples();
    return open > 0
        && (open >= config.everyExamples()
            || nowNanos - lastRoundNanos >= config.maxAge().toNanos());
  }

  private void start(Formation f, long nowNanos) {
    long deadline = nowNanos + config.roundTimeout().toNanos();
    Ballot<Long> b = new Ballot<>(lineage.startRound(), f.byRank().size(), deadline);
    ballot = b;
    tellAll(f, startOf(f, b, nowNanos));
  }

  private Start startOf(Formation f, Ballot<Long> b, long nowNanos) {
    // The members give up first, so that their reason arrives before the deadline here.
    Duration theirs = Duration.ofNanos(b.nanosLeft(nowNanos) * 3 / 4);
    return new Start(f.generation(), b.round(), lineage.newest(), theirs);
  }

  private void commit(Formation f, Ballot<Long> b, String resultHash, long nowNanos) {
    ballot = null;
    committed++;
    lastRoundNanos = nowNanos;
    Base base = new Base(b.round(), resultHash);
    lineage.commit(base);
    for (String member : f.byRank()) {
      roster.raise(member, base);
      roster.entry(member).openExamples = 0;
    }
    for (long n : b.votes()) {
      examples += n;
    }
    tellAll(f, new Commit(b.round(), resultHash));
  }

  /** The generation is over, and its running round is nobody's. */
  private void end(String why) {
    Formation f = formation;
    Ballot<Long> b = ballot;
    formation = null;
    ballot = null;
    roster.doubtAll();
    if (f != null && b != null) {
      aborted++;
      tellAll(f, new Abort(b.round(), why));
    }
  }

  private void tellAll(Formation f, ToMember message) {
    for (String member : f.byRank()) {
      post.accept(member, message);
    }
  }
}
