package io.thalweg.bench.prequential;

import io.thalweg.ingestion.file.BadLineException;
import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.train.GradientEngineFactory;
import io.thalweg.learner.train.RaceSpec;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.WarmStart;
import java.io.IOException;
import java.util.Optional;

/**
 * What learns from what. Immutable.
 *
 * @param engines open what computes gradients
 * @param roundEvery examples after which the statistics of the columns are committed
 * @param warmStart the weights it begins with; empty for the seed's
 * @param race who challenges the model
 * @param total rows that are read
 */
public record Subject(
    ModelSpec model,
    TrainingConfig training,
    GradientEngineFactory engines,
    ReplaySpec replay,
    DriftConfig drift,
    Optional<WarmStart> warmStart,
    RaceSpec race,
    long roundEvery,
    long total,
    Opener rows) {
  /** The same, learned in another way. */
  public Subject withTraining(TrainingConfig other) {
    return new Subject(
        model, other, engines, replay, drift, warmStart, race, roundEvery, total, rows);
  }

  /** The same, with nothing that looks for drifts, so that nothing follows from them. */
  public Subject withoutDriftDetection() {
    return new Subject(
        model,
        training,
        engines,
        replay,
        DriftConfig.NONE,
        warmStart,
        race,
        roundEvery,
        total,
        rows);
  }

  /** Opens the rows anew; the caller closes. */
  public interface Opener {
    LabelledRows open() throws IOException, BadLineException;
  }
}
