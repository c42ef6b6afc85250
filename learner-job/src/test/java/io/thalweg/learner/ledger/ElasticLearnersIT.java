package io.thalweg.learner.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.ledger.LedgerSettings.Alignment;
import io.thalweg.learner.sync.RoundConfig.Transport;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster.HaServices;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cluster changes under a job that goes on. */
@Timeout(180)
final class ElasticLearnersIT {
  private static final int EVENTS = 2_400;
  private static final int MOST_LEARNERS = 4;

  @TempDir private Path directory;

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({"ALIGNED, AUTO", "UNALIGNED, TCP"})
  void nothingIsLostOrLearnedTwiceWhileTaskManagersComeAndGo(
      Alignment alignment, Transport transport) throws Exception {
    String name = "elastic " + alignment;
    try (LedgerCluster cluster =
            LedgerCluster.start(
                directory, adaptive(), b -> b.setNumTaskManagers(2).setNumSlotsPerTaskManager(1));
        LedgerRun run =
            cluster.submit(name, EVENTS, LedgerSettings.of(MOST_LEARNERS, alignment, transport))) {
      learnWith(2, run);
      cluster.flink().startTaskManager();
      learnWith(3, run);
      cluster.flink().terminateTaskManager(0).get();
      learnWith(2, run);
      cluster.flink().terminateTaskManager(1).get();
      learnWith(1, run);
      cluster.flink().startTaskManager();
      cluster.flink().startTaskManager();
      cluster.flink().startTaskManager();
      learnWith(4, run);
      assertThat(run.experiment().emitted()).as("events are left").isLessThan(EVENTS);

      SavedLedger ledger = run.finish();
      ledger.assertExact(name);
      assertThat(run.experiment().released()).isSorted().doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({"UNALIGNED, AUTO", "ALIGNED, TCP"})
  void norWhileTheJobMasterLosesItsLeadership(Alignment alignment, Transport transport)
      throws Exception {
    String name = "failover " + alignment;
    try (LedgerCluster cluster =
            LedgerCluster.start(
                directory,
                new Configuration(),
                b ->
                    b.setNumSlotsPerTaskManager(2)
                        .setHaServices(HaServices.WITH_LEADERSHIP_CONTROL));
        LedgerRun run = cluster.submit(name, EVENTS, LedgerSettings.of(2, alignment, transport))) {
      var leadership = cluster.flink().getHaLeadershipControl().orElseThrow();
      for (int i = 0; i < 3; i++) {
        learnWith(2, run);
        leadership.revokeJobMasterLeadership(run.job()).get();
        leadership.grantJobMasterLeadership(run.job()).get();
        run.experiment().failNext(Fault.PROCESSING); // and a task of the new one fails
      }
      SavedLedger ledger = run.finish();

      ledger.assertExact(name);
      assertThat(run.experiment().released()).isSorted().doesNotHaveDuplicates();
    }
  }

  private static void learnWith(int learners, LedgerRun run) {
    run.await(learners + " learners", () -> run.learners() == learners);
    run.awaitCheckpoints(2);
  }

  /** Takes what there is at once, where a real cluster would wait for more. */
  private static Configuration adaptive() {
    Configuration c = new Configuration();
    Duration soon = Duration.ofMillis(200);
    c.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Adaptive);
    c.set(JobManagerOptions.SCHEDULER_EXECUTING_COOLDOWN_AFTER_RESCALING, Duration.ZERO);
    c.set(JobManagerOptions.SCHEDULER_EXECUTING_RESOURCE_STABILIZATION_TIMEOUT, soon);
    c.set(JobManagerOptions.SCHEDULER_SUBMISSION_RESOURCE_STABILIZATION_TIMEOUT, soon);
    c.set(JobManagerOptions.SCHEDULER_RESCALE_TRIGGER_MAX_DELAY, soon);
    return c;
  }
}
