package io.thalweg.learner.flink;

import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.probe.ProbeSpec;
import io.thalweg.learner.release.ReleaseConfig;
import io.thalweg.learner.release.ReleaseLogFactory;
import io.thalweg.learner.sync.RoundConfig;
import io.thalweg.learner.train.GradientEngineFactory;
import io.thalweg.learner.train.RaceSpec;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.WarmStart;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything a learner's task is made of. Immutable.
 *
 * @param flushAfter examples that have waited so long for a full batch are trained on; zero to wait
 *     for ever
 * @param deterministic rounds at places of the stream only, nothing by the clock
 * @param audit whether every learned event is emitted
 * @param checkpoints a local directory of the checkpoints of all jobs, each in one by the name of
 *     its job; null if they lie elsewhere
 * @param warmStart the weights to begin with; null for those of the seed
 * @param race who challenges the model
 * @param probes what is probed
 */
public record LearnerOperatorConfig(
    ModelSpec model,
    TrainingConfig training,
    DriftConfig drift,
    GradientEngineFactory engines,
    ReplaySpec replay,
    RoundConfig rounds,
    ReleaseConfig release,
    ReleaseLogFactory releaseLogs,
    Duration flushAfter,
    boolean deterministic,
    boolean audit,
    @Nullable String checkpoints,
    @Nullable WarmStart warmStart,
    RaceSpec race,
    ProbeSpec probes)
    implements Serializable {

  /** Beginning with the weights of the seed; nobody challenges, nothing is probed. */
  public LearnerOperatorConfig(
      ModelSpec model,
      TrainingConfig training,
      DriftConfig drift,
      GradientEngineFactory engines,
      ReplaySpec replay,
      RoundConfig rounds,
      ReleaseConfig release,
      ReleaseLogFactory releaseLogs,
      Duration flushAfter,
      boolean deterministic,
      boolean audit,
      @Nullable String checkpoints) {
    this(
        model,
        training,
        drift,
        engines,
        replay,
        rounds,
        release,
        releaseLogs,
        flushAfter,
        deterministic,
        audit,
        checkpoints,
        null,
        RaceSpec.NONE,
        ProbeSpec.OFF);
  }
}
