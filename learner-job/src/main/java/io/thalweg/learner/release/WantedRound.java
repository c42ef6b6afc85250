package io.thalweg.learner.release;

import java.io.Serializable;

/**
 * A committed round whose model is wanted, whenever checkpoints fall. Immutable.
 *
 * @param round from 1 on
 * @param note a local file that appears, complete, once the model is stored; it holds the SHA-256
 *     of its manifest
 */
public record WantedRound(long round, String note) implements Serializable {
  public WantedRound {
    if (round < 1) {
      throw new IllegalArgumentException("round %d: want 1 or more".formatted(round));
    }
  }
}
