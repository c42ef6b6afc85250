package io.thalweg.collective.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.Generation;
import io.thalweg.collective.round.ToCoordinator.Failed;
import io.thalweg.collective.round.ToCoordinator.Leave;
import io.thalweg.collective.round.ToCoordinator.Progress;
import io.thalweg.collective.round.ToCoordinator.Vote;
import io.thalweg.collective.round.ToMember.Abort;
import io.thalweg.collective.round.ToMember.Commit;
import io.thalweg.collective.round.ToMember.Expel;
import io.thalweg.collective.round.ToMember.Form;
import io.thalweg.collective.round.ToMember.Start;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CoordinatorTest {
  private static final RoundConfig CONFIG = RoundConfig.of(2, 1, Duration.ofSeconds(2));
  private static final Base FIRST = new Base(0, "first");

  private final Map<String, ToMember> last = new HashMap<>();
  private final Coordinator coordinator =
      new Coordinator(CONFIG, last::put, new SplittableRandom(1));
  private long now;

  @Test
  void formsOfAllWhoHaveComeAndStartsWhenAllAreLinked() {
    progress("a", FIRST, null);
    progress("b", new Base(4, "newer"), null);
    settle();
    Form form = (Form) last.get("a");
    assertThat(form.rank()).isZero();
    assertThat(form.base()).isEqualTo(new Base(4, "newer"));
    assertThat(form.sourceRank()).as("who has the base").isEqualTo(1);
    link("a");
    assertThat(last.get("a")).isInstanceOf(Form.class);
    link("b");
    coordinator.tick(now);
    assertThat(start("a").round()).as("above all that was").isEqualTo(5);
  }

  @Test
  void answersAVoteForADecidedRoundWithItsDecision() {
    formTwo();
    Start first = start("a");
    vote("a", first, "x");
    vote("b", first, "x");
    assertThat(coordinator.roundsCommitted()).isEqualTo(1);
    last.clear();
    vote("b", first, "x");
    assertThat(last).containsExactly(Map.entry("b", new Commit(first.round(), "x")));
    vote("b", new Start(first.generation(), 99, FIRST, Duration.ZERO), "x");
    assertThat(last.get("b")).isInstanceOf(Abort.class);
  }

  @Test
  void namesWhoDidNotVoteAndNeverUsesTheNumberAgain() {
    formTwo();
    Start first = start("a");
    vote("a", first, "x");
    for (int i = 0; i < 21; i++) {
      now += CONFIG.heartbeat().toNanos();
      progress("a", FIRST, first.generation());
      progress("b", FIRST, first.generation());
      coordinator.tick(now);
    }
    assertThat(abort("a").why()).isEqualTo("no vote of ranks [1] within PT2S");
    progress("a", FIRST, null);
    progress("b", FIRST, null);
    coordinator.tick(now);
    link("a");
    link("b");
    coordinator.tick(now);
    assertThat(start("a").round()).isEqualTo(first.round() + 1);
    vote("b", first, "x");
    assertThat(coordinator.roundsCommitted()).as("the late vote counts for nothing").isZero();
  }

  @Test
  void namesRanksAndHashesOfDifferentResults() {
    formTwo();
    Start start = start("a");
    vote("a", start, "x");
    vote("b", start, "y");
    assertThat(abort("a").why()).isEqualTo("results differ: ranks [0] have x, rank 1 has y");
    assertThat(abort("b").round()).isEqualTo(start.round());
  }

  @Test
  void namesTheRankThatFailedAndWhomItSuspects() {
    formTwo();
    Start start = start("a");
    send("b", new Failed(start.generation(), start.round(), "reset", 0));
    assertThat(abort("a").why()).isEqualTo("rank 1 failed: reset (suspect: 0)");
  }

  @Test
  void countsNoVoteOfAnotherGeneration() {
    formTwo();
    Start start = start("a");
    vote("a", start, "x");
    vote("b", new Start(new Generation(1, 2), start.round(), FIRST, Duration.ZERO), "x");
    assertThat(coordinator.roundsCommitted()).isZero();
  }

  @Test
  void waitsForTheNewestBaseBeforeItGoesOnWithoutIt() {
    formTwo();
    Start start = start("a");
    vote("a", start, "x");
    vote("b", start, "x");
    send("a", new Leave());
    send("b", new Leave());
    for (long end = now + CONFIG.baseLoss().toNanos(); now < end; ) {
      progress("c", FIRST, null);
      progress("d", FIRST, null);
      now += CONFIG.heartbeat().toNanos();
      coordinator.tick(now);
      if (now < end) {
        assertThat(last.get("c")).isNull();
      }
    }
    assertThat(((Form) last.get("c")).base()).isEqualTo(FIRST);
    Base undone = new Base(start.round(), "x");
    progress("e", undone, null);
    assertThat(last.get("e"))
        .isEqualTo(new Expel("its base is none of the group's: base=" + undone));
  }

  @Test
  void waitsForTheNewestBaseFromWhenItWasSeenLastEvenIfByTooFew() {
    formTwo();
    Start start = start("a");
    vote("a", start, "x");
    vote("b", start, "x");
    send("b", new Leave());
    for (long end = now + 2 * CONFIG.baseLoss().toNanos(); now < end; ) {
      progress("a", new Base(start.round(), "x"), null); // alone, which is too few to form
      now += CONFIG.heartbeat().toNanos();
      coordinator.tick(now);
    }
    send("a", new Leave());
    progress("c", FIRST, null);
    progress("d", FIRST, null);
    settle();
    assertThat(last.get("c")).isNull();
  }

  // ---- steps ----

  private void formTwo() {
    progress("a", FIRST, null);
    progress("b", FIRST, null);
    settle();
    link("a");
    link("b");
    coordinator.tick(now);
  }

  private void settle() {
    now += CONFIG.settle().toNanos();
    coordinator.tick(now);
  }

  private void link(String member) {
    progress(member, ((Form) last.get(member)).base(), ((Form) last.get(member)).generation());
  }

  private void progress(String member, Base base, Generation generation) {
    send(member, new Progress(new Address("here", 1, member), base, generation, 5));
  }

  private void vote(String member, Start start, String hash) {
    send(member, new Vote(start.generation(), start.round(), hash, 5));
  }

  private void send(String member, ToCoordinator message) {
    coordinator.received(member, message, now);
  }

  private Start start(String member) {
    return (Start) last.get(member);
  }

  private Abort abort(String member) {
    return (Abort) last.get(member);
  }
}
