package io.thalweg.learner.flink;

/** Names of the learners' metrics, under the operator's scope. */
public final class MetricNames {
  public static final String EXAMPLES_TRAINED = "thalweg.examplesTrained";
  public static final String EXAMPLES_REPLAYED = "thalweg.examplesReplayed";
  public static final String EXAMPLES_WAITING = "thalweg.examplesWaiting";
  public static final String STEPS = "thalweg.steps";
  public static final String CORRECT = "thalweg.correct";
  public static final String CORRECT_NO_CHANGE = "thalweg.correctNoChange";
  public static final String CORRECT_MAJORITY = "thalweg.correctMajority";
  public static final String LOG_LOSS_SUM = "thalweg.logLossSum";
  public static final String REPLAY_ROWS = "thalweg.replayRows";
  public static final String REPLAY_HOT_ROWS = "thalweg.replayHotRows";
  public static final String REPLAY_WARM_ROWS = "thalweg.replayWarmRows";
  public static final String ROUNDS_COMMITTED = "thalweg.roundsCommitted";
  public static final String ROUNDS_ABORTED = "thalweg.roundsAborted";
  public static final String VERSIONS_RELEASED = "thalweg.versionsReleased";

  private MetricNames() {}
}
