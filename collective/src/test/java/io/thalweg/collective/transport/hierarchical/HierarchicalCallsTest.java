package io.thalweg.collective.transport.hierarchical;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.Accumulation;
import io.thalweg.collective.Calls;
import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Outcome;
import io.thalweg.collective.VectorBuffers;
import io.thalweg.collective.World;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A letter is a rank; ranks with the same letter share a process. */
@Timeout(60)
final class HierarchicalCallsTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  private static World world(String processes) {
    return new World(
        processes
            .chars()
            .mapToObj(letter -> endpoint(Character.toString(letter)))
            .collect(Collectors.toList()));
  }

  private static Endpoint endpoint(String processId) {
    return HierarchicalEndpoint.open(new MemoryNetwork(), processId);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "aa", "ab", "aab", "aba", "aabb", "abab", "aaab", "abccba", "aabbccdd"})
  void sumsAreThoseOfASerialLoop(String processes) {
    try (World world = world(processes)) {
      Calls.assertSums(world, processes.length(), 1, 0, 1, 5, 511, 4_097, 70_001);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"aab", "abb", "aabb"})
  void sumsBeyondFloat32AreInfinite(String processes) {
    try (World world = world(processes)) {
      List<Outcome<Float>> outcomes =
          world.inGeneration(
              communicator -> {
                ByteBuffer one = VectorBuffers.allocate(1).putFloat(0, Float.MAX_VALUE);
                communicator.allReduceSum(one, Accumulation.FLOAT64, 1, LONG);
                return one.getFloat(0);
              });
      assertThat(outcomes).extracting(Outcome::value).containsOnly(Float.POSITIVE_INFINITY);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "aa", "ab", "abb", "aba", "abab", "abccba", "aabbccdd"})
  void partsAndBroadcastsArriveUnchanged(String processes) {
    try (World world = world(processes)) {
      for (long seed = 0; seed < 4; seed++) {
        Calls.assertMovements(world, processes.length(), seed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void oneAbortEndsAllRanksOfAllProcesses(int aborting) {
    CountDownLatch othersEnded = new CountDownLatch(4);
    try (World world = world("aabbb")) {
      List<Outcome<String>> outcomes =
          world.inGeneration(
              communicator -> {
                sum(communicator, 100, 1);
                if (communicator.rank() == aborting) {
                  communicator.abort("by the test");
                  return othersEnded.await(2, TimeUnit.SECONDS) ? "others ended" : "others hang";
                }
                try {
                  sum(communicator, 100, 2);
                  return "summed";
                } catch (CollectiveException e) {
                  assertThat(e).hasMessageContaining("by the test");
                  return "ended";
                } finally {
                  othersEnded.countDown();
                }
              });
      for (int rank = 0; rank < 5; rank++) {
        assertThat(outcomes.get(rank).value())
            .isEqualTo(rank == aborting ? "others ended" : "ended");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void oneDeathEndsAllRanksOfAllProcesses(int dying) {
    CountDownLatch othersEnded = new CountDownLatch(4);
    try (World world = world("aabbb")) {
      List<Outcome<String>> outcomes =
          world.inGeneration(
              communicator -> {
                sum(communicator, 100, 1);
                if (communicator.rank() == dying) {
                  communicator.close();
                  return othersEnded.await(2, TimeUnit.SECONDS) ? "others ended" : "others hang";
                }
                try {
                  sum(communicator, 100, 2);
                  return "summed";
                } finally {
                  othersEnded.countDown();
                }
              });
      assertThat(outcomes.get(dying).value()).isEqualTo("others ended");
      for (int rank = 0; rank < 5; rank++) {
        if (rank != dying) {
          outcomes.get(rank).collectiveFailure();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"aab", "abb", "aabb"})
  void aRankWithAnotherLengthEndsAll(String processes) {
    try (World world = world(processes)) {
      for (int odd = 0; odd < processes.length(); odd++) {
        int differing = odd;
        List<Outcome<String>> outcomes =
            world.inGeneration(
                communicator -> {
                  sum(communicator, communicator.rank() == differing ? 7 : 8, 1);
                  return "summed";
                });
        assertThat(outcomes)
            .extracting(outcome -> outcome.collectiveFailure().reason())
            .contains(Reason.DISAGREEMENT);
      }
    }
  }

  @Test
  void processesThatNameDifferentRootsAreToldApart() {
    assertDisagreement(
        communicator ->
            communicator.broadcast(
                VectorBuffers.allocate(4), communicator.rank() < 2 ? 2 : 3, 1, LONG));
  }

  @Test
  void processesThatCutTheSameBytesDifferentlyAreToldApart() {
    assertDisagreement(
        communicator -> {
          int[] parts = communicator.rank() < 2 ? new int[] {4, 4, 4, 4} : new int[] {4, 4, 2, 6};
          communicator.allGather(VectorBuffers.allocate(4), parts, 1, LONG);
        });
  }

  private interface Call {
    void make(Communicator communicator) throws CollectiveException;
  }

  private static void assertDisagreement(Call call) {
    try (World world = world("aabb")) {
      List<Outcome<String>> outcomes =
          world.inGeneration(
              communicator -> {
                call.make(communicator);
                return "done";
              });
      assertThat(outcomes)
          .extracting(outcome -> outcome.collectiveFailure().reason())
          .contains(Reason.DISAGREEMENT);
    }
  }

  @Test
  void aBufferThatLeadersCouldNotSendIsRefusedOnEveryRank() {
    try (World world = world("aabb")) {
      List<Outcome<String>> outcomes =
          world.inGeneration(
              communicator -> {
                communicator.broadcast(ByteBuffer.allocate(8), 0, 1, LONG);
                return "told";
              });
      assertThat(outcomes)
          .extracting(Outcome::failure)
          .allSatisfy(failure -> assertThat(failure).isInstanceOf(IllegalArgumentException.class));
    }
  }

  private static void sum(Communicator communicator, int length, long round)
      throws CollectiveException {
    ByteBuffer floats = VectorBuffers.allocate(length);
    communicator.allReduceSum(floats, Accumulation.FLOAT32, round, LONG);
  }
}
