package io.thalweg.learner.release;

import java.io.Serializable;

/** Takes over the log of a model's releases, on the JobManager's side. */
@FunctionalInterface
public interface ReleaseLogFactory extends Serializable {
  /** Opens the log, which the caller closes; fails if it can't be reached now. */
  ReleaseLog open(String model, ReleaseConfig config);
}
