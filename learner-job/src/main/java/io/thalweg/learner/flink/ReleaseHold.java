package io.thalweg.learner.flink;

import org.apache.flink.runtime.operators.coordination.CoordinatorStore;

/**
 * Whether bad records hold releases back: what the coordinator of those who count them tells the
 * coordinator of the learners, in one JobManager. Thread-safe.
 */
final class ReleaseHold {
  private static final String KEY = "thalweg-release-hold";

  private volatile boolean held;

  private ReleaseHold() {}

  /** The job's own; whichever coordinator is the first makes it. */
  static ReleaseHold of(CoordinatorStore store) {
    return (ReleaseHold)
        store.compute(KEY, (key, there) -> there == null ? new ReleaseHold() : there);
  }

  void set(boolean held) {
    this.held = held;
  }

  boolean isHeld() {
    return held;
  }
}
