package io.thalweg.collective.transport.hierarchical;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SubGroupsTest {

  private static final Generation GENERATION = new Generation(1, 2);

  private static SubGroups groups(Generation generation, String... processes) {
    Member[] members = new Member[processes.length];
    for (int rank = 0; rank < members.length; rank++) {
      members[rank] = new Member(rank, "host", 100 + rank, processes[rank]);
    }
    Membership membership = new Membership(generation, List.of(members));
    return new SubGroups(membership, Topology.of(membership));
  }

  @Test
  void lowestRanksLeadInTheOrderOfTheirRanks() {
    SubGroups groups = groups(GENERATION, "b", "a", "b", "a");
    assertThat(groups.leaders().members())
        .containsExactly(new Member(0, "host", 100, "b"), new Member(1, "host", 101, "a"));
    assertThat(groups.locals(1, "here").members())
        .containsExactly(new Member(0, "host", 101, "here"), new Member(1, "host", 103, "here"));
  }

  @Test
  void tokensAreTheSameForAllRanksAndDifferInEverythingElse() {
    SubGroups groups = groups(GENERATION, "a", "a", "b", "b");
    assertThat(groups(GENERATION, "a", "a", "b", "b").leaders().generation())
        .isEqualTo(groups.leaders().generation());
    assertThat(
            List.of(
                GENERATION,
                groups.leaders().generation(),
                groups.locals(0, "x").generation(),
                groups.locals(1, "x").generation(),
                groups(new Generation(1, 3), "a", "a", "b", "b").leaders().generation(),
                groups(GENERATION, "a", "b", "a", "b").leaders().generation(),
                groups(GENERATION, "a", "b", "b", "b").leaders().generation()))
        .doesNotHaveDuplicates();
  }
}
