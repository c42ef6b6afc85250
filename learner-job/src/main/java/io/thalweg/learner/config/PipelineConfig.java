package io.thalweg.learner.config;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.PredictionsSpec;
import io.thalweg.ingestion.Reading;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.flink.OnBadRecord;
import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.probe.ProbeSpec;
import io.thalweg.learner.release.BadRecordsSpec;
import io.thalweg.learner.sync.RoundConfig;
import io.thalweg.learner.train.RaceSpec;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.learner.train.engine.EngineChoice;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.WarmStart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A pipeline, as its file says: from topics to a served model. Immutable.
 *
 * @param learners parallel learners; each trains a replica
 * @param deterministic nothing by the clock, so that the same events give the same weights
 * @param kafka client properties, {@code bootstrap.servers} among them
 * @param onBadRecord of events and of labels
 * @param engine what computes gradients
 * @param fingerprint SHA-256 of what the file and its schemas say about learning
 * @param warmStart the weights to begin with, instead of those of the seed
 * @param race who challenges the model
 * @param predictions a server's answers that the model is held to
 * @param badRecords when they hold releases back
 * @param reading how much of the past it reads
 * @param probes what learners probe
 * @param figures the file that says where its processes write what their metrics say; empty if they
 *     don't
 */
public record PipelineConfig(
    String name,
    int learners,
    boolean deterministic,
    Map<String, String> kafka,
    SourceSpec source,
    LabelSpec labels,
    OnBadRecord onBadRecord,
    Streaming streaming,
    ModelSpec model,
    TrainingConfig training,
    EngineChoice engine,
    Duration flushAfter,
    ReplaySpec replay,
    DriftConfig drift,
    RoundConfig rounds,
    Release release,
    Topics topics,
    Path state,
    Optional<Serving> serving,
    String fingerprint,
    Optional<WarmStart> warmStart,
    RaceSpec race,
    Optional<PredictionsSpec> predictions,
    BadRecordsSpec badRecords,
    Reading reading,
    ProbeSpec probes,
    Optional<Path> figures) {

  /** Key groups, which are the replay groups: fixed for a pipeline's lifetime. */
  public static final int GROUPS = 128;

  public PipelineConfig {
    kafka = Map.copyOf(kafka);
  }

  public String bootstrapServers() {
    return kafka.getOrDefault("bootstrap.servers", "");
  }

  /**
   * Time in the stream.
   *
   * @param dedupWindow how long an id is remembered where labels are inline; zero for not at all
   * @param outOfOrderness how late a record of a partition may come
   * @param idleAfter a partition without records for so long goes on with the wall clock
   */
  public record Streaming(Duration dedupWindow, Duration outOfOrderness, Duration idleAfter) {}

  /**
   * Releases.
   *
   * @param every a checkpoint is taken so often, and each one that has learned anything releases
   * @param topic the commit log
   */
  public record Release(Duration every, String topic, String storeUri, Optional<Path> signingKey) {}

  /**
   * Topics that are the pipeline's own.
   *
   * @param audit one record per learned event, if wanted
   * @param erasures which it reads, too: whom to forget, if that is wanted
   * @param histories what histories remember of each key, for servers, if that is wanted
   */
  public record Topics(
      String deadLetters,
      Optional<String> audit,
      Optional<String> erasures,
      Optional<String> histories) {}

  /**
   * A server in the same process.
   *
   * @param previews whether it serves versions that may yet be undone
   * @param historiesMaxBytes of what histories remember, where it isn't left to the server
   * @param admin its port for those who run it, if it has one
   */
  public record Serving(
      String host,
      int port,
      boolean previews,
      Optional<Long> historiesMaxBytes,
      Optional<Admin> admin) {}

  /**
   * A port for those who run a server.
   *
   * @param port 0: any free one
   * @param tokens the file of those who may use it; empty: whoever reaches it
   */
  public record Admin(int port, Optional<Path> tokens) {}
}
