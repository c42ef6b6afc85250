package io.thalweg.learner.flink;

/** Names of the learners' metrics, in the group {@code thalweg} under the operator's scope. */
public final class MetricNames {
  public static final String GROUP = "thalweg";

  public static final String EXAMPLES_TRAINED = "examplesTrained";
  public static final String EXAMPLES_REPLAYED = "examplesReplayed";
  public static final String EXAMPLES_WAITING = "examplesWaiting";
  public static final String EXAMPLES_ERASED = "examplesErased";
  public static final String NEGATIVES_LEFT_OUT = "negativesLeftOut";
  public static final String STEPS = "steps";
  public static final String CORRECT = "correct";
  public static final String CORRECT_NO_CHANGE = "correctNoChange";
  public static final String CORRECT_MAJORITY = "correctMajority";
  public static final String LOG_LOSS_SUM = "logLossSum";
  public static final String EXAMPLES_JUDGED = "examplesJudged";
  public static final String DRIFTING = "drifting";
  public static final String REPLAY_ROWS = "replayRows";
  public static final String REPLAY_HOT_ROWS = "replayHotRows";
  public static final String REPLAY_WARM_ROWS = "replayWarmRows";
  public static final String REPLAY_BLOCK_READS = "replayBlockReads";
  public static final String REPLAY_WARM_DISK_BYTES = "replayWarmDiskBytes";
  public static final String REPLAY_COLD_DISK_BYTES = "replayColdDiskBytes";
  public static final String REPLAY_ROWS_ERASED = "replayRowsErased";
  public static final String PROMOTIONS = "promotions";
  public static final String EXPERTS = "experts";
  public static final String EXPERT_CHOSEN = "expertChosen";
  public static final String EXPERTS_ADDED = "expertsAdded";
  public static final String EXPERTS_RECALLED = "expertsRecalled";
  public static final String CHALLENGERS_RUNNING = "challengersRunning";

  /** How often the rows of all periods were tested. */
  public static final String PROBE_EVALUATIONS = "probeEvaluations";

  public static final String ROUNDS_OWED = "roundsOwed";
  public static final String ROUNDS_COMMITTED = "roundsCommitted";
  public static final String ROUNDS_ABORTED = "roundsAborted";
  public static final String VERSIONS_RELEASED = "versionsReleased";
  public static final String VERSIONS_PREVIEWED = "versionsPreviewed";

  /** Of the step to come. */
  public static final String LEARNING_RATE = "learningRate";

  /** L2, of the newest gradient that somebody has looked at, before it was clipped. */
  public static final String GRADIENT_NORM = "gradientNorm";

  /** The median of the newest examples, from ready to learned. */
  public static final String LEARN_DELAY_MILLIS = "learnDelayMillis";

  /** The last committed round, from frozen to committed. */
  public static final String ROUND_MILLIS = "roundMillis";

  /** What this learner gave to the network for that round. */
  public static final String ROUND_BYTES = "roundBytes";

  /** A text: the kind of head. */
  public static final String HEAD = "head";

  /** A text: the names of the labels, with commas between them, where the pipeline has names. */
  public static final String CLASSES = "classes";

  /** A text: topics of dead letters, with commas between them. */
  public static final String DEAD_LETTERS = "deadLetters";

  /** The largest share of bad ones among the newest records of a topic, 0 to 1. */
  public static final String BAD_SHARE = "badShare";

  /** 1 while bad records hold releases back. */
  public static final String BAD_HOLDS = "badRecordsHold";

  /** How often they have begun to, since the task was started. */
  public static final String BAD_HOLDS_SO_FAR = "badRecordsHolds";

  /**
   * One of {@link io.thalweg.model.evaluate.Sums#metrics} or {@code auc}, times the examples
   * judged, so that the sums over learners give a mean.
   */
  public static String judged(String figure) {
    return "judged_" + figure;
  }

  /** Drifts that the detector at this position of the configuration has told of. */
  public static String drifts(int detector) {
    return "drifts" + detector;
  }

  /** A text: the detector at this position of the configuration. */
  public static String driftDetector(int detector) {
    return "driftDetector" + detector;
  }

  /** Rows that replay gave back, of an age of {@link io.thalweg.learner.train.DrawnRows}. */
  public static String drawnAge(int age) {
    return "drawnAge" + age;
  }

  /** Rows that replay gave back, of a class. */
  public static String drawnClass(int label) {
    return "drawnClass" + label;
  }

  /**
   * When the first example of a period was ready of which rows are kept, milliseconds since the
   * epoch; 0 where a slot has none that was tested yet. Slots are in the order of time, and periods
   * move to others when every second one is let go: this tells them apart.
   *
   * @param slot from 0 on, below {@link io.thalweg.learner.probe.Recall#SLOTS}
   */
  public static String probeBegan(int slot) {
    return "probeBegan_" + slot;
  }

  /** Rows of the slot's period that the last evaluation has tested. */
  public static String probeRows(int slot) {
    return "probeRows_" + slot;
  }

  /** How many of them the model of then was right about; of sets of labels, had each label of. */
  public static String probeCorrect(int slot) {
    return "probeCorrect_" + slot;
  }

  /**
   * Population stability index of a feature's newest values against the first ones; no number
   * before both are full.
   */
  public static String shift(String feature) {
    return "shift_" + feature;
  }

  /** By how much a challenger's loss on a row is below the champion's; no number if none is. */
  public static String betterThanChampion(String challenger) {
    return "better_" + challenger;
  }

  private MetricNames() {}
}
