package io.thalweg.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.chaos.ClusterProcess.Member;
import io.thalweg.cli.crash.EventStream;
import io.thalweg.cli.crash.Topic;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.embedded.FreePort;
import io.thalweg.cli.run.Checkpoints;
import io.thalweg.cli.sweep.Sweep;
import io.thalweg.schemas.ModelAnnouncement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of processes learns and answers while its processes are killed and stopped. Every event
 * is learned once, versions only rise, and somebody always answers. {@code -Dchaos.seed} repeats an
 * order of faults.
 */
@Timeout(1800)
final class ChaosIT {
  private static final boolean NIGHTLY = Boolean.getBoolean("thalweg.nightly");
  private static final Duration LENGTH = NIGHTLY ? Duration.ofMinutes(10) : Duration.ofSeconds(90);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(NIGHTLY ? 60 : 15);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Of the ids of ten minutes, all of which the join still knows. */
  private static final Duration STOP = Duration.ofSeconds(NIGHTLY ? 600 : 90);

  private static final Duration RECOVERY_BOUND = Duration.ofSeconds(20);
  private static final int EVENTS_PER_SECOND = Integer.getInteger("chaos.rate", 5_000);
  private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());

  @TempDir private Path directory;

  @Test
  void everyEventIsLearnedOnceWhateverProcessDiesOrStandsStill() throws Exception {
    ChaosPipeline pipeline = ChaosPipeline.write(directory, FreePort.find());
    List<Recovery> recoveries = new ArrayList<>();
    List<Member> members;
    int sent;
    try (ClusterProcess cluster =
        ClusterProcess.start(
            directory.resolve("home"),
            pipeline.file(),
            pipeline.state(),
            "--kafka",
            "--servers",
            "2",
            "--stop-within",
            STOP.toSeconds() + "s")) {
      await().atMost(PATIENCE).until(() -> cluster.members().size() == 7 || !cluster.isAlive());
      assertThat(cluster.isAlive()).as(cluster.output()).isTrue();
      try (EventStream stream = new EventStream(pipeline.bootstrapServers());
          Observation observation = Observation.begin(cluster, pipeline, stream)) {
        stream.beginPace(EVENTS_PER_SECOND);
        observation.awaitServing(PATIENCE);
        long began = System.nanoTime();
        int sentBefore = stream.sent();
        CompletableFuture<List<Recovery>> serving =
            CompletableFuture.supplyAsync(() -> shootServers(observation, began));
        shootLearning(observation, began, recoveries);
        List<Recovery> servers = serving.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        double seconds = (System.nanoTime() - began) / 1e9;
        stream.endPace();
        sent = stream.sent();
        System.out.printf(
            "chaos, seed %d: %.0f events/s for %.0f s; %s; %s; %s%n",
            SEED, (sent - sentBefore) / seconds, seconds, recoveries, servers, observation);
        observation.awaitCommitted(PATIENCE, NIGHTLY ? 200_000 : Integer.MAX_VALUE);
        assertThat(observation.faults()).as("seed %d", SEED).isEmpty();
      }
      members = cluster.members();
      assertThat(cluster.stop(STOP.toSeconds() + 60)).as(cluster.output()).isZero();
      assertThat(cluster.output()).contains("stopped with");
    }
    assertThat(members.stream().filter(Member::isAlive)).as("processes left behind").isEmpty();
    requireExactLedger(pipeline, sent);
    requireNoOrphans(pipeline.state());
    assertThat(Recovery.median(recoveries))
        .as("seed %d: %s", SEED, recoveries)
        .isLessThanOrEqualTo(RECOVERY_BOUND);
  }

  /** One after the other, until the time is over and each kind has been killed. */
  private static void shootLearning(Observation observation, long began, List<Recovery> recoveries)
      throws Exception {
    Random random = new Random(SEED);
    for (int n = 0; n < 5 || System.nanoTime() - began < LENGTH.toNanos(); ) {
      for (Fault fault : Fault.ofLearning(random, LONGEST_STOP)) {
        if (n >= 5 && System.nanoTime() - began >= LENGTH.toNanos()) {
          return;
        }
        recoveries.add(observation.suffer(fault, PATIENCE));
        n++;
        pause(random);
      }
    }
  }

  /** Meanwhile, and only while both serve. */
  private static List<Recovery> shootServers(Observation observation, long began) {
    Random random = new Random(SEED + 1);
    List<Recovery> recoveries = new ArrayList<>();
    try {
      while (System.nanoTime() - began < LENGTH.toNanos()) {
        recoveries.add(observation.suffer(Fault.ofServing(random, LONGEST_STOP), PATIENCE));
        pause(random);
      }
    } catch (Exception e) {
      throw new IllegalStateException("seed " + SEED, e);
    }
    return recoveries;
  }

  /** Of the schedule; nothing is waited for. */
  private static void pause(Random random) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(2_500));
  }

  /** What the broker's files hold when everything is over. */
  private static void requireExactLedger(ChaosPipeline pipeline, int sent) throws Exception {
    try (EmbeddedKafka kafka =
            EmbeddedKafka.start(pipeline.state().resolve("cluster/kafka/data"), pipeline.port());
        AuditTail ledger = new AuditTail(kafka.bootstrapServers())) {
      ledger.readToEnd();
      assertThat(ledger.faults(sent)).as("seed %d", SEED).isEmpty();
      List<Long> versions =
          Topic.releases(kafka.bootstrapServers()).stream()
              .map(ModelAnnouncement::version)
              .toList();
      assertThat(versions).as("seed %d", SEED).isSorted().doesNotHaveDuplicates();
      assertThat(versions).hasSizeGreaterThan(10);
    }
  }

  /**
   * After the stop Flink has no checkpoint any more, so nothing may be left but what JobManagers
   * that were killed in the middle never told anybody of, which the sweep finds.
   */
  private static void requireNoOrphans(Path state) throws Exception {
    Sweep sweep = Sweep.find(state, Instant.now());
    sweep.delete();
    System.out.printf("chaos, seed %d: swept %d files%n", SEED, sweep.files().size());
    try (Stream<Path> left = Files.walk(state.resolve("checkpoints"))) {
      assertThat(left.filter(f -> f.getFileName().toString().equals("_metadata")))
          .as("seed %d: checkpoints, at most the newest", SEED)
          .hasSizeLessThanOrEqualTo(1);
    }
    assertThat(Sweep.find(state, Instant.now()).files()).as("seed %d", SEED).isEmpty();
    assertThat(Checkpoints.newest(state).orElseThrow().getParent().getFileName().toString())
        .isEqualTo("savepoints");
  }
}
