package io.thalweg.bench.prequential;

import io.thalweg.ingestion.file.BadLineException;
import io.thalweg.learner.drift.DriftConfig;
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
 * @param roundEvery examples after which the statistics of the columns are committed
 * @param warmStart the weights it begins with; empty for the seed's
 * @param race who challenges the model
 * @param total rows of the file
 */
record Subject(
    ModelSpec model,
    TrainingConfig training,
    ReplaySpec replay,
    DriftConfig drift,
    Optional<WarmStart> warmStart,
    RaceSpec race,
    long roundEvery,
    long total,
    Opener rows) {
  /** Opens the file anew; the caller closes. */
  interface Opener {
    LabelledRows open() throws IOException, BadLineException;
  }
}
