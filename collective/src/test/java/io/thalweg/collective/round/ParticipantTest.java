package io.thalweg.collective.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.Generation;
import io.thalweg.collective.Membership;
import io.thalweg.collective.round.Stragglers.BoundedStaleness;
import io.thalweg.collective.round.Stragglers.Strict;
import io.thalweg.collective.round.ToCoordinator.Failed;
import io.thalweg.collective.round.ToCoordinator.Vote;
import io.thalweg.collective.round.ToMember.Commit;
import io.thalweg.collective.round.ToMember.Form;
import io.thalweg.collective.round.ToMember.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A group of one, so that what it reduces with is a copy. */
final class ParticipantTest {
  private static final RoundConfig CONFIG = RoundConfig.of(1, 1, Duration.ofSeconds(2));
  private static final Address ADDRESS = new Address("here", 1, "p");
  private static final Generation GENERATION = new Generation(3, 4);

  private final List<ToCoordinator> sent = new ArrayList<>();
  private final boolean[] busy = {false};
  private final WatchedReplica replica = new WatchedReplica(Mischief.NONE, () -> busy[0]);
  private long now;
  private long round;

  /** Answers at once. */
  private static final class Echo implements Reduction {
    @Override
    public void join(Form form, float[] base, Duration timeout, Listener listener) {
      listener.joined(form.generation(), base);
    }

    @Override
    public void reduce(long round, Contribution contribution, Duration timeout, Listener listener) {
      listener.reduced(round, contribution.values());
    }

    @Override
    public void abort(String why) {}
  }

  private Participant participant(Stragglers stragglers) {
    Participant participant =
        new Participant(ADDRESS, replica, new Echo(), CONFIG.withStragglers(stragglers), sent::add);
    Membership alone = new Membership(GENERATION, List.of(ADDRESS.at(0)));
    participant.received(new Form(1, alone, 0, replica.base(), Form.NO_SOURCE), now);
    return participant;
  }

  private void start(Participant participant) {
    Start start = new Start(GENERATION, ++round, replica.base(), CONFIG.roundTimeout());
    participant.received(start, now);
  }

  private <M extends ToCoordinator> M last(Class<M> type) {
    List<M> all = sent.stream().filter(type::isInstance).map(type::cast).toList();
    return all.get(all.size() - 1);
  }

  @Test
  void appliesOnCommitOnlyAndOnlyWhatItVotedFor() {
    Participant participant = participant(new Strict());
    replica.learned(9);
    Base before = replica.base();
    start(participant);
    Vote vote = last(Vote.class);
    assertThat(vote.examples()).isEqualTo(1);
    participant.received(new Commit(round, "another"), now);
    participant.received(new Commit(round + 1, vote.resultSha256()), now);
    assertThat(replica.base()).isEqualTo(before);
    participant.received(new Commit(round, vote.resultSha256()), now);
    assertThat(replica.base()).isEqualTo(new Base(round, vote.resultSha256()));
    assertThat(replica.openExamples()).isZero();
    participant.received(new Commit(round, vote.resultSha256()), now);
    assertThat(replica.baseView()[9]).as("applied once").isEqualTo(1);
  }

  @Test
  void repeatsItsVoteUntilItIsAnswered() {
    Participant participant = participant(new Strict());
    start(participant);
    Vote vote = last(Vote.class);
    sent.clear();
    now += CONFIG.heartbeat().toNanos();
    participant.tick(now);
    assertThat(sent).contains(vote);
  }

  @Test
  void takesTheNextRoundsBaseForTheCommitThatWasLost() {
    Participant participant = participant(new Strict());
    start(participant);
    Vote vote = last(Vote.class);
    Base base = new Base(round, vote.resultSha256());
    participant.received(new Start(GENERATION, ++round, base, CONFIG.roundTimeout()), now);
    assertThat(replica.base()).isEqualTo(base);
    assertThat(last(Vote.class).round()).isEqualTo(round);
  }

  @Test
  void aStrictGroupsRoundFailsWhenItCannotFreeze() {
    Participant participant = participant(new Strict());
    busy[0] = true;
    start(participant);
    now += CONFIG.freezeTimeout().toNanos() + 1;
    participant.tick(now);
    assertThat(last(Failed.class).why()).isEqualTo("not frozen in PT1S, after 0 rounds without it");
  }

  @Test
  void aStaleMemberGoesWithoutForSoManyRoundsAndThenFails() {
    Participant participant = participant(new BoundedStaleness(2));
    replica.learned(3);
    busy[0] = true;
    for (int i = 0; i < 2; i++) {
      start(participant);
      now += CONFIG.freezeTimeout().toNanos() + 1;
      participant.tick(now);
      Vote vote = last(Vote.class);
      assertThat(vote.examples()).isZero();
      participant.received(new Commit(round, vote.resultSha256()), now);
      assertThat(replica.openExamples()).as("carried").isEqualTo(1);
    }
    start(participant);
    now += CONFIG.freezeTimeout().toNanos() + 1;
    participant.tick(now);
    assertThat(last(Failed.class).why()).isEqualTo("not frozen in PT1S, after 2 rounds without it");
  }
}
