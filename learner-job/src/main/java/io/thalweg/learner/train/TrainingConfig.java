package io.thalweg.learner.train;

import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import java.io.Serializable;

/**
 * How a learner trains.
 *
 * @param batch fresh examples in a step
 * @param replayPerFresh replayed examples beside each fresh one; 0 turns replay off
 * @param descent how gradients become steps of the optimizer
 */
public record TrainingConfig(
    int batch, double replayPerFresh, OptimizerSpec optimizer, DescentSpec descent)
    implements Serializable {

  /** With a plain descent. */
  public TrainingConfig(int batch, double replayPerFresh, OptimizerSpec optimizer) {
    this(batch, replayPerFresh, optimizer, DescentSpec.PLAIN);
  }

  /**
   * Replayed rows beside the fresh examples {@code learned + 1} to {@code learned + fresh}. What a
   * step's rounding leaves out a later one makes up for, so that small batches keep the ratio.
   */
  int replayed(long learned, int fresh) {
    long wanted =
        Math.round((learned + fresh) * replayPerFresh) - Math.round(learned * replayPerFresh);
    return (int) Math.min(wanted, maxReplayed());
  }

  /** Replayed rows of the largest batch. */
  int maxReplayed() {
    return (int) Math.ceil(batch * replayPerFresh);
  }

  /** Rows of the largest batch. */
  public int maxRows() {
    return batch + maxReplayed();
  }
}
