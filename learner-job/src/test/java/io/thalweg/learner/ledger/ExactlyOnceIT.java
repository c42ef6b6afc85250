package io.thalweg.learner.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.learner.ledger.LedgerSettings.Alignment;
import io.thalweg.learner.sync.RoundConfig.Transport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every event is learned exactly once, wherever in its task a learner fails. */
@Timeout(180)
final class ExactlyOnceIT {
  private static final int EVENTS = 1_800;
  private static final int RANDOM_RUNS = 30;

  @TempDir private static Path directory;
  private static LedgerCluster cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = LedgerCluster.start(4, directory);
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  /** One failure, in the order in which it needs others before it. */
  private static final List<List<Place>> FAILURES =
      List.of(
          List.of(Place.STEP),
          List.of(Place.BEFORE_THE_BARRIER),
          List.of(Place.SNAPSHOT),
          List.of(Place.UPLOAD),
          List.of(Place.STEP, Place.DOWNLOAD),
          List.of(Place.STEP, Place.OPEN),
          List.of(Place.STEP, Place.CLOSE),
          List.of(Place.COORDINATOR));

  @ParameterizedTest(name = "{0} learners, {1}, {2}, seed {3}")
  @CsvSource({
    "1, ALIGNED, AUTO, 1",
    "1, UNALIGNED, AUTO, 2",
    "2, ALIGNED, TCP, 3",
    "2, UNALIGNED, AUTO, 4",
    "4, ALIGNED_WITH_TIMEOUT, AUTO, 5",
    "4, UNALIGNED, TCP, 6"
  })
  void nothingIsLostAndNothingLearnedTwice(
      int learners, Alignment alignment, Transport transport, long seed) throws Exception {
    run(LedgerSettings.of(learners, alignment, transport), seed);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  @EnabledIfSystemProperty(named = "thalweg.nightly", matches = "true")
  void norInAnyOtherConfiguration(long seed) throws Exception {
    Random random = new Random(seed);
    int learners = 1 << random.nextInt(3);
    Alignment alignment = anyOf(random, Alignment.values());
    Transport transport = anyOf(random, Transport.values());
    run(LedgerSettings.of(learners, alignment, transport), seed);
  }

  private static <T> T anyOf(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  @Test
  void aStopThatFailsIsAsIfNobodyHadAskedForIt() throws Exception {
    LedgerSettings settings = LedgerSettings.of(2, Alignment.ALIGNED, Transport.AUTO);
    try (LedgerRun run = cluster.submit("stop", EVENTS, settings)) {
      for (int i = 0; i < 3; i++) {
        run.awaitCheckpoints(1);
        run.experiment().mishaps().failAt(List.of(Place.SAVEPOINT));
        assertThatThrownBy(run::stop).isInstanceOf(ExecutionException.class);
        assertThat(run.experiment().mishaps().areDue()).isFalse();
      }
      run.finish().assertExact("stop");
    }
  }

  static LongStream seeds() {
    long first = Long.getLong("thalweg.seed", System.nanoTime());
    return LongStream.range(first, first + RANDOM_RUNS);
  }

  private void run(LedgerSettings settings, long seed) throws Exception {
    String name = settings + ", seed " + seed;
    Random random = new Random(seed);
    List<List<Place>> failures = new ArrayList<>(FAILURES);
    Collections.shuffle(failures, random);
    try (LedgerRun run = cluster.submit(name, EVENTS, settings)) {
      // Each failure finds events to fail on, on top of those that it makes the job repeat.
      int perFailure = EVENTS / (failures.size() + 2);
      int allowed = perFailure;
      run.experiment().allow(allowed);
      for (List<Place> failure : failures) {
        run.awaitCheckpoints(1 + random.nextInt(2));
        run.experiment().mishaps().failAt(failure);
        allowed += perFailure;
        run.experiment().allow(allowed);
        run.await(failure.toString(), () -> !run.experiment().mishaps().areDue());
      }
      run.awaitCheckpoints(1);
      run.takeSavepoint(); // which is no checkpoint that a failure goes back to
      run.experiment().mishaps().failAt(List.of(Place.STEP));
      run.experiment().allow(EVENTS);
      SavedLedger ledger = run.finish();

      if (settings.alignment() == Alignment.UNALIGNED) {
        assertThat(run.keptInFlightBytes()).as("%s: bytes kept in flight", name).isPositive();
      }
      assertThat(run.experiment().checkpoints()).as(name).isGreaterThanOrEqualTo(8);
      ledger.assertExact(name);
      assertThat(ledger.round()).as(name).isGreaterThan(8);
      assertThat(run.experiment().released())
          .as(name)
          .isSorted()
          .doesNotHaveDuplicates()
          .hasSizeGreaterThan(4);
      assertThat(run.experiment().open()).as("%s: engines open", name).isZero();
      assertThat(cluster.learnersFiles()).as(name).isEmpty();
    }
  }
}
