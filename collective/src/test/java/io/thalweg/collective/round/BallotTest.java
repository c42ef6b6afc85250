package io.thalweg.collective.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.round.Ballot.Outcome.Agreed;
import io.thalweg.collective.round.Ballot.Outcome.Disagreed;
import io.thalweg.collective.round.Ballot.Outcome.Open;
import org.junit.jupiter.api.Test;

final class BallotTest {
  private final Ballot<Long> ballot = new Ballot<>(7, 3, 1_000);

  @Test
  void agreesWhenAllRanksHaveVotedForOneResult() {
    assertThat(ballot.vote(2, "h", 20L)).isInstanceOf(Open.class);
    assertThat(ballot.vote(0, "h", 0L)).isInstanceOf(Open.class);
    assertThat(ballot.missing()).containsExactly(1);
    assertThat(ballot.vote(1, "h", 10L)).isEqualTo(new Agreed("h"));
    assertThat(ballot.votes()).containsExactly(0L, 10L, 20L);
  }

  @Test
  void countsARepeatedVoteOnce() {
    ballot.vote(0, "h", 1L);
    ballot.vote(0, "h", 1L);
    assertThat(ballot.vote(0, "h", 5L)).isInstanceOf(Open.class);
    assertThat(ballot.votes()).containsExactly(1L);
    assertThat(ballot.missing()).containsExactly(1, 2);
  }

  @Test
  void namesRanksAndHashesThatDiffer() {
    ballot.vote(0, "h", 0L);
    ballot.vote(2, "h", 0L);
    assertThat(ballot.vote(1, "other", 0L))
        .isEqualTo(new Disagreed("results differ: ranks [0, 2] have h, rank 1 has other"));
  }

  @Test
  void isOverAfterItsDeadlineOnAClockThatMayWrap() {
    assertThat(ballot.isOver(1_000)).isFalse();
    assertThat(ballot.isOver(1_001)).isTrue();
    Ballot<Long> wrapping = new Ballot<>(1, 1, Long.MIN_VALUE + 5);
    assertThat(wrapping.isOver(Long.MAX_VALUE)).isFalse();
    assertThat(wrapping.isOver(Long.MIN_VALUE + 6)).isTrue();
  }
}
