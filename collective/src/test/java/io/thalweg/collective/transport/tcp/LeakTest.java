package io.thalweg.collective.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Outcome;
import io.thalweg.collective.Transport;
import io.thalweg.collective.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Whatever happens to a generation, nothing of it is left. */
@Timeout(30)
final class LeakTest {

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int GENERATIONS = 30;

  @RepeatedTest(3)
  void abortsAtAnyTimeLeaveNoThreadAndNoDescriptor() throws Exception {
    assumeTrue(Files.isDirectory(DESCRIPTORS), "needs Linux");
    long seed = 11;
    SplittableRandom random = new SplittableRandom(seed);
    oneGeneration(); // the JDK keeps a socket of its own from the first close on
    long before = socketsAndSelectors();
    try (World world = new World(Transport.TCP, 3)) {
      for (int generation = 0; generation < GENERATIONS; generation++) {
        int aborting = random.nextInt(3);
        int atRound = random.nextInt(6);
        int length = random.nextInt(20_000);
        List<Outcome<String>> outcomes =
            world.inGeneration(
                communicator -> reduceForEver(communicator, aborting, atRound, length));
        assertThat(outcomes)
            .as("seed=%d, generation=%d", seed, generation)
            .allSatisfy(outcome -> assertThat(outcome.value()).isEqualTo("ended"));
      }
    }
    assertThat(socketsAndSelectors()).isEqualTo(before);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("thalweg-collective"));
  }

  private static void oneGeneration() {
    try (World world = new World(Transport.TCP, 2)) {
      world.inGeneration(communicator -> reduceForEver(communicator, 0, 1, 10));
    }
  }

  private static String reduceForEver(
      Communicator communicator, int aborting, int atRound, int length) throws Exception {
    Thread aborter = new Thread(() -> communicator.abort("by the test"));
    try {
      for (int round = 0; ; round++) {
        if (communicator.rank() == aborting && round == atRound) {
          aborter.start();
        }
        communicator.allReduceSum(new float[length], round, World.PATIENCE);
      }
    } catch (CollectiveException e) {
      aborter.join();
      return "ended";
    }
  }

  private static long socketsAndSelectors() throws IOException {
    try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
      return descriptors.filter(LeakTest::isSocketOrSelector).count();
    }
  }

  private static boolean isSocketOrSelector(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("socket:") || target.contains("eventpoll");
    } catch (IOException e) { // the descriptor that lists the directory is gone by now
      return false;
    }
  }
}
