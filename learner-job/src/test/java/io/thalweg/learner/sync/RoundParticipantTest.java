package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.thalweg.learner.sync.CoordinatorMessage.Abort;
import io.thalweg.learner.sync.CoordinatorMessage.Form;
import io.thalweg.learner.sync.CoordinatorMessage.Freeze;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundParticipantTest {
  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void catchWhatNobodyCatches() {
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
  }

  @AfterEach
  void everyThreadEndsInPeace() {
    awaitNoThreads();
    Thread.setDefaultUncaughtExceptionHandler(null);
    assertThat(uncaught).isEmpty();
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("thalweg-collective-"))
        .toList();
  }

  private static void awaitNoThreads() {
    await().atMost(Duration.ofSeconds(2)).until(() -> threads().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "3, 3", "2, 1", "3, 1", "4, 2", "5, 2"})
  void everyRoundLeavesTheSameBitsOnAllRanks(int size, int perProcess) {
    try (Team team = new Team(size, perProcess)) {
      team.joinAll();
      double[] expected = {1, 2, 3};
      for (int round = 1; round <= 5; round++) {
        for (int rank = 0; rank < size; rank++) {
          float[] delta = {0.1f * rank, round, -0.3f};
          for (int i = 0; i < 3; i++) {
            expected[i] += delta[i] / size;
          }
          team.learn(rank, delta);
        }
        team.runUntilAllApplied(round);
      }
      // More rounds may have followed; what was learned is in all bases, once.
      for (Team.Seat seat : team.seats) {
        assertThat(seat.replica.baseView()).containsExactly(team.seats[0].replica.baseView());
        for (int i = 0; i < 3; i++) {
          assertThat((double) seat.replica.parameters[i])
              .isCloseTo(expected[i], org.assertj.core.api.Assertions.within(1e-4));
        }
      }
      assertThat(team.aborts).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aParticipantThatDiesInARoundAbortsItAndAfterANewJoinRoundsCommit(int perProcess) {
    try (Team team = new Team(3, perProcess)) {
      team.joinAll();
      team.learn(0, 3, 0, 0);
      team.runUntilAllApplied(1);
      long before = team.protocol.roundsCommitted();
      team.intercept =
          (rank, message) -> {
            if (message instanceof Freeze && rank == 1) {
              team.seats[1].close();
              return true;
            }
            return false;
          };
      for (int rank = 0; rank < 3; rank++) {
        team.learn(rank, 0, 1, 0);
      }
      team.runUntil(() -> !team.aborts.isEmpty());
      assertThat(team.protocol.roundsCommitted()).isEqualTo(before);
      for (Team.Seat seat : team.seats) {
        assertThat(seat.replica.round()).isEqualTo(before);
        assertThat(seat.replica.baseView()).containsExactly(2, 2, 3);
      }
      team.intercept = (rank, message) -> false;
      for (int rank = 0; rank < 3; rank++) {
        team.protocol.lost(rank, System.nanoTime()); // one failed task restarts them all
        team.replace(rank);
      }
      team.joinAll();
      team.learn(0, 0, 1, 0);
      team.learn(2, 0, 1, 0);
      team.runUntilAllApplied(before + 1);
      for (Team.Seat seat : team.seats) {
        // What the first learners had learned in the open is gone with them.
        assertThat(seat.replica.baseView()).containsExactly(2, 2 + 2 / 3f, 3);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aDeltaThatIsNotFiniteAbortsTheRoundAndSaysSo(int perProcess) {
    try (Team team = new Team(2, perProcess)) {
      team.joinAll();
      team.learn(0, 1, 0, 0);
      team.runUntilAllApplied(1);
      float[] base = team.seats[0].replica.baseView().clone();
      long round = team.seats[0].replica.round();
      team.learn(1, 0, Float.NaN, 0);
      team.runUntil(() -> !team.aborts.isEmpty());
      assertThat(team.aborts.get(0))
          .matches("rank [01]: a rank's value is not finite: bad=1, index=1 .*");
      for (Team.Seat seat : team.seats) {
        assertThat(seat.replica.round()).isEqualTo(round);
        assertThat(seat.replica.baseView()).containsExactly(base);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 1, true", "2, 2, false"})
  void aCommittedRoundSaysWhatItTookAndSent(int size, int perProcess, boolean network) {
    try (Team team = new Team(size, perProcess)) {
      assertThat(team.seats[0].lastRound().millis()).isNaN();
      team.joinAll();
      team.learn(0, 3, 0, 0);
      team.runUntilAllApplied(1);
      for (Team.Seat seat : team.seats) {
        assertThat(seat.lastRound().millis()).isBetween(0.001, 8_000.0);
        if (network) {
          // Two thirds of three floats twice, what guards them, and a header a message.
          assertThat(seat.lastRound().bytesSent()).isBetween(16L + 4 * 64, 4_000L);
        } else {
          assertThat(seat.lastRound().bytesSent()).isZero();
        }
      }
    }
  }

  @Test
  void whatIsLearnedDuringAnAbortedRoundComesWithTheNext() {
    try (Team team = new Team(2, 2)) {
      int[] lost = {0};
      team.intercept = (rank, message) -> message instanceof Freeze && lost[0]++ < 1;
      team.joinAll();
      team.learn(0, 2, 0, 0); // rank 0 never hears of the round, rank 1 waits for it in vain
      team.runUntil(() -> team.seats[1].replica.aborts > 0);
      team.learn(1, 2, 0, 0);
      team.runUntilAllApplied(1);
      assertThat(team.seats[0].replica.baseView()).containsExactly(3, 2, 3);
      assertThat(team.seats[1].replica.baseView()).containsExactly(3, 2, 3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void closingInTheMiddleOfAJoinOrARoundFreesThreadAndPort(int perProcess) throws Exception {
    for (Class<?> stopAt : List.of(Form.class, Freeze.class)) {
      int port = portOfATeamClosedAfter(stopAt, perProcess);
      awaitNoThreads();
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
          .isInstanceOf(IOException.class);
    }
  }

  /** Rank 1 never gets the message, so that rank 0 waits for it in its join or its reduction. */
  private static int portOfATeamClosedAfter(Class<?> stopAt, int perProcess) {
    try (Team team = new Team(2, perProcess)) {
      boolean[] reached = new boolean[1];
      team.intercept =
          (rank, message) -> {
            boolean loses = rank == 1 && stopAt.isInstance(message);
            reached[0] |= loses;
            return loses;
          };
      team.joinAll();
      team.learn(0, 1, 0, 0);
      team.runUntil(() -> reached[0]);
      int[] polled = new int[1];
      team.runUntil(() -> polled[0]++ > 50);
      assertThat(threads()).isNotEmpty();
      return team.seats[0].network.port();
    }
  }

  @Test
  void aCommitWithoutAResultIsRefused() {
    try (Team team = new Team(2, 2)) {
      team.joinAll();
      team.runUntil(() -> true);
      assertThatThrownBy(
              () -> {
                team.send(0, new CoordinatorMessage.Commit(4));
                team.runUntil(() -> false);
              })
          .hasMessage("commit of round 4 at rank 0, which holds the result of round 0");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theJoinOfAGenerationThatIsOverHoldsNobodyUp(int perProcess) {
    try (Team team = new Team(2, perProcess)) {
      boolean[] lost = new boolean[1];
      team.intercept =
          (rank, message) -> {
            boolean loses = rank == 1 && message instanceof Form && !lost[0];
            lost[0] |= loses;
            return loses;
          };
      team.joinAll();
      team.runUntil(() -> lost[0]);
      int[] polled = new int[1];
      team.runUntil(() -> polled[0]++ > 50); // rank 0 waits for rank 1, which will never come
      long began = System.nanoTime();
      team.joinAll();
      team.learn(0, 1, 0, 0);
      team.runUntilAllApplied(1);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void anAbortIsHeardByEveryReplica() {
    try (Team team = new Team(2, 2)) {
      team.joinAll();
      team.send(0, new Abort(1, "test"));
      team.send(1, new Abort(1, "test"));
      team.runUntil(() -> team.seats[0].replica.aborts + team.seats[1].replica.aborts == 2);
    }
  }
}
