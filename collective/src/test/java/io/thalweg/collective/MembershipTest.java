package io.thalweg.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MembershipTest {

  private static final Generation GENERATION = new Generation(0xAL, 1);

  private static Member member(int rank) {
    return new Member(rank, "127.0.0.1", 4_000 + rank, "p");
  }

  @Test
  void sortsItsMembersByRank() {
    Membership membership = new Membership(GENERATION, List.of(member(1), member(0)));
    assertThat(membership.members()).containsExactly(member(0), member(1));
    assertThat(membership.member(1)).isEqualTo(member(1));
  }

  @Test
  void refusesRanksThatAreMissingOrDoubledAndNamesThem() {
    assertThatThrownBy(() -> new Membership(GENERATION, List.of(member(0), member(2))))
        .hasMessageContaining("found=[0, 2]")
        .hasMessageContaining("generation=000000000000000a0000000000000001");
    assertThatThrownBy(() -> new Membership(GENERATION, List.of(member(0), member(0))))
        .hasMessageContaining("found=[0, 0]");
    assertThatThrownBy(() -> new Membership(GENERATION, List.of()))
        .hasMessageContaining("membership is empty");
  }

  @Test
  void refusesARankOutsideItself() {
    Membership membership = new Membership(GENERATION, List.of(member(0)));
    assertThatThrownBy(() -> membership.member(1))
        .hasMessageContaining("rank=1")
        .hasMessageContaining("worldSize=1");
  }

  @Test
  void drawsAnotherTokenEachTime() {
    SplittableRandom random = new SplittableRandom(1);
    assertThat(Generation.random(random)).isNotEqualTo(Generation.random(random));
  }
}
