package io.thalweg.bench.prequential;

import io.thalweg.ingestion.file.BadLineException;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.model.ModelSpec;
import java.io.IOException;

/**
 * What learns from what. Immutable.
 *
 * @param roundEvery examples after which the statistics of the columns are committed
 * @param total rows of the file
 */
record Subject(
    ModelSpec model,
    TrainingConfig training,
    ReplaySpec replay,
    long roundEvery,
    long total,
    Opener rows) {
  /** Opens the file anew; the caller closes. */
  interface Opener {
    LabelledRows open() throws IOException, BadLineException;
  }
}
