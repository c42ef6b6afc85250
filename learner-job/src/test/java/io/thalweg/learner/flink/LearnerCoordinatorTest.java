package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.sync.CoordinationState;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import io.thalweg.learner.sync.Totals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.groups.OperatorCoordinatorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.CoordinatorStore;
import org.apache.flink.runtime.operators.coordination.CoordinatorStoreImpl;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerCoordinatorTest {
  private static final JobID JOB = new JobID(1, 2);

  @TempDir private Path checkpoints;

  private Path metadata(JobID job, int number) throws Exception {
    Path made = Files.createDirectories(checkpoints.resolve(job + "/chk-" + number));
    return Files.writeString(made.resolve("_metadata"), "");
  }

  @Test
  void oneThatIsNeverStartedOpensNoLog() throws Exception {
    CoordinationState open =
        new CoordinationState(1, Totals.NONE, 8, "sha8", 0, List.of(new Staged(8, "sha8")));
    LearnerCoordinator forgotten = new LearnerCoordinator(new Nowhere(), LearnersTest.config(null));
    Set<Thread> others = Thread.getAllStackTraces().keySet();
    forgotten.resetToCheckpoint(6, open.toBytes());
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeAll(others);
    assertThat(threads).extracting(Thread::getName).doesNotContain("thalweg-releases-p");
  }

  @Test
  void aSuccessorHidesWhatItsPredecessorHasWrittenBeyondTheCheckpointThatItGoesOnFrom()
      throws Exception {
    Path from = metadata(JOB, 6);
    Path unheardOf = metadata(JOB, 7);
    Path anotherJobs = metadata(new JobID(3, 4), 8);
    try (LearnerCoordinator successor =
        new LearnerCoordinator(new Nowhere(), LearnersTest.config(checkpoints.toString()))) {
      successor.resetToCheckpoint(6, CoordinationState.INITIAL.toBytes());
      assertThat(unheardOf).as("before the job has what it takes to run").exists();
      successor.start();
      assertThat(unheardOf).doesNotExist();
      Path later = metadata(JOB, 8);
      successor.resetToCheckpoint(6, CoordinationState.INITIAL.toBytes());
      assertThat(later).as("at a global failover").doesNotExist();
    }
    assertThat(from).exists();
    assertThat(anotherJobs).exists();
  }

  private static final class Unmeasured extends UnregisteredMetricsGroup
      implements OperatorCoordinatorMetricGroup {}

  /** Of a job that has no tasks. */
  private static final class Nowhere implements OperatorCoordinator.Context {
    private final CoordinatorStore store = new CoordinatorStoreImpl();

    @Override
    public JobID getJobID() {
      return JOB;
    }

    @Override
    public int currentParallelism() {
      return 2;
    }

    @Override
    public OperatorID getOperatorId() {
      throw new UnsupportedOperationException();
    }

    @Override
    public OperatorCoordinatorMetricGroup metricGroup() {
      return new Unmeasured();
    }

    @Override
    public void failJob(Throwable cause) {
      throw new AssertionError(cause);
    }

    @Override
    public ClassLoader getUserCodeClassloader() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CoordinatorStore getCoordinatorStore() {
      return store;
    }

    @Override
    public boolean isConcurrentExecutionAttemptsSupported() {
      return false;
    }

    @Override
    public @Nullable CheckpointCoordinator getCheckpointCoordinator() {
      return null;
    }
  }
}
