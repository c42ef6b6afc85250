package io.thalweg.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.collective.CollectiveException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nobody waits for ever, whatever the others do. */
@Timeout(60)
final class FailureTest {

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final long FREED_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static void assertSince(long startNanos, long limitNanos) {
    assertThat(System.nanoTime() - startNanos).isLessThan(limitNanos);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void freesAllRanksWhenOneNeverJoins(Transport transport) throws Exception {
    try (World world = new World(transport, 4)) {
      Membership membership = world.newMembership();
      long start = System.nanoTime();
      List<Outcome<String>> outcomes =
          world.onRanks(
              3,
              rank -> {
                try (Communicator communicator =
                    world.endpoint(rank).join(membership, rank, SHORT)) {
                  communicator.allReduceSum(new float[10], 1, SHORT);
                  return "summed without rank 3";
                }
              });
      assertThat(outcomes).allSatisfy(outcome -> outcome.collectiveFailure());
      assertThat(outcomes.get(2).collectiveFailure().reason()).isEqualTo(Reason.DEADLINE_PASSED);
      assertThat(outcomes.get(2).collectiveFailure())
          .hasMessageContaining("rank=2")
          .hasMessageContaining("generation=" + membership.generation());
      assertSince(start, FREED_WITHIN_NANOS);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void freesAllRanksWhenOneStaysAwayFromARound(Transport transport) throws Exception {
    CountDownLatch othersFailed = new CountDownLatch(3);
    try (World world = new World(transport, 4)) {
      List<Outcome<String>> outcomes =
          world.inGeneration(
              communicator -> {
                communicator.allReduceSum(new float[10], 1, World.PATIENCE);
                if (communicator.rank() == 1) {
                  return othersFailed.await(5, TimeUnit.SECONDS) ? "away" : "others hang";
                }
                try {
                  communicator.allReduceSum(new float[10_000], 2, SHORT);
                } finally {
                  othersFailed.countDown();
                }
                return "summed without rank 1";
              });
      assertThat(outcomes.get(1).value()).isEqualTo("away");
      for (int rank : new int[] {0, 2, 3}) {
        assertThat(outcomes.get(rank).collectiveFailure())
            .hasMessageContaining("rank=" + rank)
            .hasMessageContaining("round=2");
      }
      assertThat(outcomes.get(2).collectiveFailure().reason()).isEqualTo(Reason.DEADLINE_PASSED);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void abortFreesABlockedCallAndThenTheOthers(Transport transport) throws Exception {
    CompletableFuture<Communicator> blocked = new CompletableFuture<>();
    try (World world = new World(transport, 3)) {
      CompletableFuture<Long> aborted =
          blocked.thenApplyAsync(
              communicator -> {
                long now = System.nanoTime();
                communicator.abort("a checkpoint is due");
                return now;
              });
      List<Outcome<String>> outcomes =
          world.inGeneration(
              communicator -> {
                if (communicator.rank() == 2) { // comes only once the abort is through
                  aborted.get(5, TimeUnit.SECONDS);
                } else if (communicator.rank() == 0) {
                  blocked.complete(communicator);
                }
                communicator.allReduceSum(new float[1_000_000], 1, LONG);
                return "summed";
              });
      assertSince(aborted.get(), FREED_WITHIN_NANOS);
      assertThat(outcomes).allSatisfy(outcome -> outcome.collectiveFailure());
      assertThat(outcomes.get(0).collectiveFailure().reason()).isEqualTo(Reason.ABORTED);
      assertThat(outcomes.get(0).collectiveFailure()).hasMessageContaining("a checkpoint is due");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void anInterruptFreesABlockedCallAndStaysSet(Transport transport) throws Exception {
    CountDownLatch freed = new CountDownLatch(1);
    try (World world = new World(transport, 2)) {
      List<Outcome<Boolean>> outcomes =
          world.inGeneration(
              communicator -> {
                if (communicator.rank() == 1) {
                  return freed.await(2, TimeUnit.SECONDS);
                }
                Thread.currentThread().interrupt();
                try {
                  communicator.allReduceSum(new float[10], 1, LONG);
                  return false;
                } catch (CollectiveException e) {
                  freed.countDown();
                  return Thread.interrupted() && e.reason() == Reason.ABORTED;
                }
              });
      assertThat(outcomes).extracting(Outcome::value).containsExactly(true, true);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void closingTheEndpointFreesAJoin(Transport transport) throws Exception {
    try (World world = new World(transport, 2)) {
      Membership membership = world.newMembership();
      CountDownLatch started = new CountDownLatch(1);
      CompletableFuture<Outcome<Communicator>> joining =
          CompletableFuture.supplyAsync(
              () ->
                  world
                      .onRanks(
                          1,
                          rank -> {
                            started.countDown();
                            return world.endpoint(0).join(membership, 0, LONG);
                          })
                      .get(0));
      assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
      world.endpoint(0).close();
      Outcome<Communicator> outcome = joining.get(2, TimeUnit.SECONDS);
      assertThat(outcome.collectiveFailure().reason()).isEqualTo(Reason.ABORTED);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void ranksWithDifferentLengthsAllFail(Transport transport) throws Exception {
    try (World world = new World(transport, 2)) {
      for (int[] lengths : new int[][] {{10, 12}, {0, 1}, {4_096, 4_097}, {100_000, 7}}) {
        List<Outcome<String>> outcomes =
            world.inGeneration(
                communicator -> {
                  communicator.allReduceSum(new float[lengths[communicator.rank()]], 1, LONG);
                  return "summed";
                });
        assertThat(outcomes).allSatisfy(outcome -> outcome.collectiveFailure());
        assertThat(outcomes)
            .extracting(outcome -> outcome.collectiveFailure().reason())
            .contains(Reason.DISAGREEMENT);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void ranksInDifferentRoundsAllFail(Transport transport) throws Exception {
    try (World world = new World(transport, 3)) {
      List<Outcome<String>> outcomes =
          world.inGeneration(
              communicator -> {
                communicator.allReduceSum(new float[5], communicator.rank() == 1 ? 8 : 7, LONG);
                return "summed";
              });
      assertThat(outcomes).allSatisfy(outcome -> outcome.collectiveFailure());
      assertThat(outcomes)
          .anySatisfy(
              outcome ->
                  assertThat(outcome.collectiveFailure())
                      .hasMessageContaining("7")
                      .hasMessageContaining("8"));
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void staysEndedAfterAFailureAndServesTheNextGeneration(Transport transport) throws Exception {
    try (World world = new World(transport, 2)) {
      List<Outcome<String>> first =
          world.inGeneration(
              communicator -> {
                communicator.abort("first");
                assertThatThrownBy(() -> communicator.allReduceSum(new float[1], 1, LONG))
                    .isInstanceOf(CollectiveException.class);
                communicator.allReduceSum(new float[1], 2, LONG);
                return "summed";
              });
      assertThat(first).allSatisfy(outcome -> outcome.collectiveFailure());
      List<Outcome<Float>> second =
          world.inGeneration(
              communicator -> {
                float[] one = {1f};
                communicator.allReduceSum(one, 1, World.PATIENCE);
                return one[0];
              });
      assertThat(second).extracting(Outcome::value).containsExactly(2f, 2f);
    }
  }
}
