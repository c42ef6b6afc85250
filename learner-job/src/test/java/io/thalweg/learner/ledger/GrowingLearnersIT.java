package io.thalweg.learner.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.flink.Example;
import io.thalweg.ingestion.flink.ValueTypeInfo;
import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.flink.LearnerOperatorConfig;
import io.thalweg.learner.flink.Learners;
import io.thalweg.learner.ledger.LedgerSettings.Alignment;
import io.thalweg.learner.release.ReleaseConfig;
import io.thalweg.learner.sync.RoundConfig;
import io.thalweg.learner.sync.RoundConfig.Transport;
import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.ArtifactReader;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.store.ModelStores;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Learners in a cluster whose stream names a third class after a while, and then a fifth. */
final class GrowingLearnersIT {
  private static final int EVENTS = 1_200;
  private static final int LEARNERS = 2;
  private static final int GROUPS = 16;
  private static final LedgerSettings SETTINGS =
      LedgerSettings.of(LEARNERS, Alignment.ALIGNED, Transport.TCP);

  @TempDir private Path directory;

  /** Two classes, three from a third of the events on, five from two thirds on. */
  private static int classOf(int event) {
    int there = event < EVENTS / 3 ? 2 : event < 2 * EVENTS / 3 ? 3 : 5;
    return event % there;
  }

  private static Example labelled(Example e) {
    byte[] row = e.row().clone();
    ByteBuffer.wrap(row)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(RowLayout.LABEL, classOf(Integer.parseInt(e.id().substring(1))));
    return new Example(e.id(), e.keyHash(), e.eventTimeMillis(), e.readyTimeMillis(), row);
  }

  @Test
  void classesComeToAllLearnersAndIntoTheReleases() throws Exception {
    try (LedgerCluster cluster = LedgerCluster.start(LEARNERS, directory)) {
      Experiment experiment = Experiment.begin(EVENTS);
      experiment.allow(EVENTS / 3);
      JobGraph job = graph();
      cluster.flink().submitJob(job).get(60, TimeUnit.SECONDS);
      try (LedgerRun run =
          new LedgerRun("growing", experiment, directory, cluster.flink(), job.getJobID())) {
        int[] classes = {2, 3, 5};
        for (int third = 1; third <= 3; third++) {
          int learned = third * EVENTS / 3;
          run.await(learned + " events", () -> hasReleased(learned));
          Manifest manifest = requireNonNull(released());
          assertThat(manifest.spec().head()).isEqualTo(new Head.Multiclass(classes[third - 1]));
          assertThat(manifest.parity().outputs().get(0)).hasSize(classes[third - 1]);
          experiment.allow(learned + EVENTS / 3);
        }
      }
    }
  }

  private @Nullable Manifest released() throws Exception {
    String sha256 = Experiment.current().lastReleaseSha256();
    return sha256 == null ? null : ArtifactReader.manifest(ModelStores.open(store()), sha256);
  }

  private boolean hasReleased(int learned) throws Exception {
    Manifest manifest = released();
    return manifest != null && manifest.examplesTrained() == learned;
  }

  private String store() {
    return directory.resolve("models").toUri().toString();
  }

  private JobGraph graph() {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(
            LedgerJob.configuration(SETTINGS, directory));
    env.setParallelism(LEARNERS);
    env.setMaxParallelism(GROUPS);
    var examples =
        env.fromSource(
                new EventSource(
                    LedgerSettings.SPLITS,
                    LedgerSettings.EVENTS_PER_CHECKPOINT / LedgerSettings.SPLITS,
                    SETTINGS.skew()),
                WatermarkStrategy.noWatermarks(),
                "events",
                ValueTypeInfo.EXAMPLE)
            .uid("events")
            .map(GrowingLearnersIT::labelled)
            .returns(ValueTypeInfo.EXAMPLE)
            .uid("labels");
    Learners.on(examples, "growing", GROUPS, learners());
    return env.getStreamGraph().getJobGraph();
  }

  private LearnerOperatorConfig learners() {
    ModelSpec ledger = LedgerModel.spec(2);
    return new LearnerOperatorConfig(
        new ModelSpec("growing", ledger.features(), List.of(), new Head.Multiclass(8, 2), 3),
        LedgerModel.TRAINING,
        DriftConfig.NONE,
        DjlEngines::openCpu,
        LedgerModel.REPLAY,
        new RoundConfig(
            1_000_000,
            Duration.ofHours(1), // only a class that is missing, or a checkpoint, brings a round
            SETTINGS.roundTimeout(),
            Duration.ofSeconds(2),
            SETTINGS.transport()),
        new ReleaseConfig(store(), "", Map.of()),
        Experiment::releaseLog,
        Duration.ofMillis(100),
        false,
        false,
        null);
  }
}
