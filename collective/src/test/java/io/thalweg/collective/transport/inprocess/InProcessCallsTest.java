package io.thalweg.collective.transport.inprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.Accumulation;
import io.thalweg.collective.Calls;
import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Outcome;
import io.thalweg.collective.Transport;
import io.thalweg.collective.VectorBuffers;
import io.thalweg.collective.World;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class InProcessCallsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void sumsAreThoseOfASerialLoop(int worldSize) {
    try (World world = new World(Transport.IN_PROCESS, worldSize)) {
      Calls.assertSums(world, worldSize, 0, 1, 5, 2_047, 2_048, 16_411, 70_001);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void partsAndBroadcastsArriveUnchanged(int worldSize) {
    try (World world = new World(Transport.IN_PROCESS, worldSize)) {
      for (long seed = 0; seed < 5; seed++) {
        Calls.assertMovements(world, worldSize, seed);
      }
    }
  }

  @Test
  void ranksThatMakeDifferentCallsAllFailAndSayWhich() {
    try (World world = new World(Transport.IN_PROCESS, 2)) {
      List<Outcome<String>> outcomes =
          world.inGeneration(
              communicator -> {
                ByteBuffer floats = VectorBuffers.allocate(6);
                if (communicator.rank() == 0) {
                  communicator.broadcast(floats, 0, 3, World.PATIENCE);
                } else {
                  communicator.allReduceSum(floats, Accumulation.FLOAT64, 3, World.PATIENCE);
                }
                return "done";
              });
      assertThat(outcomes)
          .allSatisfy(
              outcome -> {
                CollectiveException failure = outcome.collectiveFailure();
                assertThat(failure.reason()).isEqualTo(Reason.DISAGREEMENT);
                assertThat(failure)
                    .hasMessageContaining("Broadcast[round=3, bytes=24, root=0]")
                    .hasMessageContaining("AllReduce[round=3, length=6, accumulation=FLOAT64]");
              });
    }
  }

  /** The caller marks its buffer as soon as its call has failed; nobody may touch the mark. */
  @RepeatedTest(20)
  void aBufferIsItsOwnersAgainWhenTheCallHasFailed() {
    int length = 300_000;
    try (World world = new World(Transport.IN_PROCESS, 3)) {
      List<Outcome<String>> outcomes =
          world.inGeneration(
              communicator -> {
                ByteBuffer floats = VectorBuffers.allocate(length);
                Thread aborter = new Thread(() -> communicator.abort("by the test"));
                try {
                  reduceForEver(communicator, floats, aborter);
                } catch (CollectiveException e) {
                  for (int i = 0; i < length; i++) {
                    floats.putFloat(i * Float.BYTES, -7);
                  }
                  Thread.onSpinWait();
                }
                aborter.join();
                assertMarked(floats, length);
                return "marked";
              });
      assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
    }
  }

  private static void reduceForEver(Communicator communicator, ByteBuffer floats, Thread aborter)
      throws CollectiveException {
    for (int round = 0; ; round++) {
      if (round == 5 && communicator.rank() == 1) {
        aborter.start();
      }
      communicator.allReduceSum(floats, Accumulation.FLOAT32, round, Duration.ofMinutes(1));
    }
  }

  private static void assertMarked(ByteBuffer floats, int length) {
    for (int i = 0; i < length; i++) {
      if (floats.getFloat(i * Float.BYTES) != -7) {
        throw new AssertionError("written after the call had failed: index=" + i);
      }
    }
  }
}
