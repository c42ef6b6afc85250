package io.thalweg.collective.mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.GuardLimits;
import io.thalweg.collective.Summation;
import io.thalweg.collective.Transport;
import io.thalweg.collective.World;
import io.thalweg.collective.mode.StalenessPolicy.BoundedStaleness;
import io.thalweg.collective.mode.StalenessPolicy.Strict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two learners on two threads; what the communication thread does is run where the test says, so
 * that each order is the test's and not the scheduler's.
 */
@Timeout(60)
final class AsynchronousRoundsTest {

  private static final Duration SHORT = Duration.ofMillis(50);

  private static void learn(LocalReplica replica, float step, double weight) {
    replica.parameters()[0] += step;
    replica.learned(weight);
  }

  private static AsynchronousRounds rounds(
      Communicator communicator,
      LocalReplica replica,
      StalenessPolicy policy,
      Queue<Runnable> tasks,
      Duration patience) {
    return new AsynchronousRounds(
        replica,
        new RoundReduction(
            communicator,
            GuardLimits.finite().withMaxLateRounds(policy.maxRounds()),
            Summation.uncompressed()),
        policy,
        tasks::add,
        patience,
        World.PATIENCE);
  }

  private static void onTwoRanks(World.CommunicatorTask<Object> task) {
    try (World world = new World(Transport.IN_PROCESS, 2)) {
      world
          .inGeneration(task)
          .forEach(
              outcome -> {
                if (outcome.failure() != null) {
                  throw new AssertionError("a rank failed", outcome.failure());
                }
              });
    }
  }

  @Test
  void goesOnWhileARoundIsReducedAndKeepsWhatItLearnedMeanwhile() {
    onTwoRanks(
        communicator -> {
          LocalReplica replica = new LocalReplica(new float[1], OuterOptimizer.averaging());
          Queue<Runnable> tasks = new ArrayDeque<>();
          AsynchronousRounds rounds =
              rounds(communicator, replica, new BoundedStaleness(1), tasks, SHORT);
          learn(replica, communicator.rank() == 0 ? 1 : 4, communicator.rank() == 0 ? 2 : 1);
          rounds.boundary();
          rounds.round(1);
          learn(replica, 8, 1); // while the round is under way
          tasks.remove().run();
          assertThat(replica.baseView()).containsExactly(0);
          rounds.applyEnded();
          assertThat(replica.baseView()).containsExactly(2); // (2 * 1 + 1 * 4) / 3
          assertThat(replica.parameters()).containsExactly(10);
          return replica;
        });
  }

  @Test
  void waitsWhenMoreRoundsAreUnderWayThanThePolicyAllows() throws Exception {
    CyclicBarrier bothBehind = new CyclicBarrier(2);
    onTwoRanks(
        communicator -> {
          LocalReplica replica = new LocalReplica(new float[1], OuterOptimizer.averaging());
          Queue<Runnable> tasks = new ArrayDeque<>();
          AsynchronousRounds rounds =
              rounds(communicator, replica, new BoundedStaleness(2), tasks, World.PATIENCE);
          for (int i = 1; i <= 2; i++) {
            learn(replica, 1, 1);
            rounds.boundary();
            rounds.round(i);
          }
          assertThat(replica.inFlight()).isEqualTo(2);
          Thread communication =
              new Thread(
                  () -> {
                    try {
                      bothBehind.await(10, TimeUnit.SECONDS);
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                    tasks.remove().run();
                  });
          learn(replica, 1, 1);
          communication.start();
          rounds.boundary(); // returns only after the first round has been applied
          assertThat(replica.inFlight()).isEqualTo(2);
          assertThat(replica.baseView()).containsExactly(1);
          assertThat(replica.parameters()).containsExactly(3);
          communication.join();
          return replica;
        });
  }

  @Test
  void carriesAStragglersDeltaForSoManyRoundsAndThenTakesItIn() {
    onTwoRanks(
        communicator -> {
          LocalReplica replica = new LocalReplica(new float[1], OuterOptimizer.averaging());
          Queue<Runnable> tasks = new ArrayDeque<>();
          AsynchronousRounds rounds =
              rounds(communicator, replica, new BoundedStaleness(2), tasks, SHORT);
          boolean straggler = communicator.rank() == 1;
          List<Float> bases = new ArrayList<>();
          learn(replica, straggler ? 10 : 1, straggler ? 1 : 3);
          for (int round = 1; round <= 3; round++) {
            if (!straggler || round == 3) {
              rounds.boundary();
            }
            rounds.round(round);
            tasks.remove().run();
            if (!straggler || round == 3) {
              rounds.applyEnded();
              bases.add(replica.baseView()[0]);
            }
            if (!straggler) {
              learn(replica, 1, 3);
            }
          }
          // rounds 1 and 2 are rank 0's alone; in round 3 its 1 by 3 meets the carried 10 by 1
          float last = 1 + 1 + (3 * 1 + 1 * 10) / 4f;
          assertThat(bases).isEqualTo(straggler ? List.of(last) : List.of(1f, 2f, last));
          assertThat(replica.uncommittedWeight()).isEqualTo(straggler ? 0 : 3);
          return replica;
        });
  }

  private static void assertNamesRankOne(Throwable failure, int lateRounds) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            CollectiveException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.DEADLINE_PASSED))
        .hasMessageContaining("late=1, lateRounds=" + lateRounds);
  }

  @Test
  void failsOnAllRanksNamingAStragglerThatStaysAwayAndKeepsItsDelta() {
    onTwoRanks(
        communicator -> {
          LocalReplica replica = new LocalReplica(new float[1], OuterOptimizer.averaging());
          Queue<Runnable> tasks = new ArrayDeque<>();
          AsynchronousRounds rounds =
              rounds(communicator, replica, new BoundedStaleness(2), tasks, SHORT);
          boolean straggler = communicator.rank() == 1;
          for (int round = 1; round <= 3; round++) {
            learn(replica, 10, 7);
            if (!straggler) {
              rounds.boundary();
            }
            rounds.round(round);
            tasks.remove().run();
          }
          assertNamesRankOne(catchThrowable(rounds::applyEnded), 3);
          assertThat(replica.baseView()).containsExactly(20); // of the two rounds before
          assertThat(replica.uncommittedWeight()).isEqualTo(straggler ? 21 : 7);
          assertThat(replica.parameters()).containsExactly(straggler ? 50 : 30);
          assertNamesRankOne(catchThrowable(rounds::boundary), 3);
          return replica;
        });
  }

  @Test
  void strictlyFailsTheFirstRoundWithoutAStraggler() {
    onTwoRanks(
        communicator -> {
          LocalReplica replica = new LocalReplica(new float[1], OuterOptimizer.averaging());
          Queue<Runnable> tasks = new ArrayDeque<>();
          AsynchronousRounds rounds = rounds(communicator, replica, new Strict(), tasks, SHORT);
          learn(replica, 10, 7);
          rounds.round(1);
          if (communicator.rank() == 1) {
            tasks.remove().run();
            assertNamesRankOne(catchThrowable(rounds::applyEnded), 1);
          } else {
            Thread communication = new Thread(tasks.remove());
            communication.start();
            assertNamesRankOne(catchThrowable(rounds::boundary), 1);
            communication.join();
          }
          assertThat(replica.uncommittedWeight()).isEqualTo(7);
          assertThat(replica.inFlight()).isZero();
          return replica;
        });
  }

  @Test
  void strictlyBehavesAsPeriodicAveragingToTheBit() {
    onTwoRanks(
        communicator -> {
          LocalReplica asynchronous = new LocalReplica(new float[1], OuterOptimizer.averaging());
          LocalReplica periodic = new LocalReplica(new float[1], OuterOptimizer.averaging());
          Queue<Runnable> tasks = new ArrayDeque<>();
          AsynchronousRounds rounds =
              rounds(communicator, asynchronous, new Strict(), tasks, World.PATIENCE);
          RoundReduction reduction =
              new RoundReduction(communicator, GuardLimits.finite(), Summation.uncompressed());
          for (int i = 0; i < 20; i++) {
            float step = (float) Math.sin(i + communicator.rank());
            learn(asynchronous, step, 1 + i % 3);
            learn(periodic, step, 1 + i % 3);
            rounds.round(2L * i);
            Thread communication = new Thread(tasks.remove());
            communication.start(); // waits for the boundary
            rounds.boundary();
            communication.join();
            reduction.run(periodic, 2L * i + 1, World.PATIENCE);
            assertThat(asynchronous.baseView()).containsExactly(periodic.baseView());
            assertThat(asynchronous.parameters()).containsExactly(periodic.parameters());
          }
          return periodic;
        });
  }

  /** Sums, and then takes its time. */
  private static final class Lingering implements Summation {
    final CountDownLatch released = new CountDownLatch(1);
    final AtomicInteger commits = new AtomicInteger();

    @Override
    public void sum(Communicator communicator, float[] values, long round, Duration timeout)
        throws CollectiveException {
      communicator.allReduceSum(values, round, timeout);
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void commit() {
      commits.incrementAndGet();
    }

    @Override
    public void abort() {}

    @Override
    public byte[] snapshot() {
      return new byte[0];
    }

    @Override
    public void restore(byte[] snapshot) {}
  }

  @Test
  void aRoundThatEndsAfterTheLearnerGaveUpIsNotKept() {
    onTwoRanks(
        communicator -> {
          LocalReplica replica = new LocalReplica(new float[1], OuterOptimizer.averaging());
          Lingering summation = new Lingering();
          Queue<Runnable> tasks = new ArrayDeque<>();
          Duration half = Duration.ofMillis(500);
          AsynchronousRounds rounds =
              new AsynchronousRounds(
                  replica,
                  new RoundReduction(communicator, GuardLimits.finite(), summation),
                  new Strict(),
                  tasks::add,
                  half,
                  half);
          learn(replica, 3, 1);
          rounds.round(1);
          Thread communication = new Thread(tasks.remove());
          communication.start();
          assertThat(catchThrowable(rounds::boundary)).hasMessageContaining("no round ended");
          summation.released.countDown();
          communication.join();
          assertThat(summation.commits).hasValue(0);
          assertThat(replica.uncommittedWeight()).isEqualTo(1);
          return replica;
        });
  }
}
