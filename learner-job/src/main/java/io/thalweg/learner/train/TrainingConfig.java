package io.thalweg.learner.train;

import io.thalweg.model.optimize.OptimizerSpec;
import java.io.Serializable;

/**
 * How a learner trains.
 *
 * @param batch fresh examples in a step
 * @param replayPerFresh replayed examples beside each fresh one; 0 turns replay off
 */
public record TrainingConfig(int batch, double replayPerFresh, OptimizerSpec optimizer)
    implements Serializable {

  /** Replayed rows beside {@code fresh} fresh ones. */
  int replayed(int fresh) {
    return (int) Math.round(fresh * replayPerFresh);
  }

  /** Rows of the largest batch. */
  public int maxRows() {
    return batch + replayed(batch);
  }
}
