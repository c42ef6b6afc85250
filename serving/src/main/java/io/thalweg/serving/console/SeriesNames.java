package io.thalweg.serving.console;

/** Names of series, as docs/console.md has them. */
final class SeriesNames {
  static final String PER_SECOND = "_per_second";
  static final String ACCURACY = "accuracy";
  static final String NO_CHANGE = "no_change";
  static final String MAJORITY = "majority";
  static final String ACCURACY_TOTAL = "accuracy_total";
  static final String NO_CHANGE_TOTAL = "no_change_total";
  static final String MAJORITY_TOTAL = "majority_total";
  static final String LOSS = "loss";
  static final String FIGURE = "figure.";
  static final String LEARNED = "learned" + PER_SECOND;
  static final String REPLAYED = "replayed" + PER_SECOND;
  static final String STEPS = "steps" + PER_SECOND;
  static final String WAITING = "waiting";
  static final String PENDING = "pending";
  static final String LEARNING_RATE = "learning_rate";
  static final String GRADIENT_NORM = "gradient_norm";
  static final String ROUNDS = "rounds" + PER_SECOND;
  static final String ROUNDS_ABORTED = "rounds_aborted";
  static final String ROUND_MILLIS = "round_millis";
  static final String ROUND_BYTES = "round_bytes";
  static final String LEARN_DELAY = "learn_delay_millis";
  static final String RELEASE_DELAY = "release_delay_millis";
  static final String SERVE_DELAY = "serve_delay_millis";
  static final String REPLAY_ROWS = "replay_rows";
  static final String REPLAY_MEMORY_ROWS = "replay_memory_rows";
  static final String REPLAY_DISK_ROWS = "replay_disk_rows";
  static final String REPLAY_DISK_BYTES = "replay_disk_bytes";
  static final String BAD_SHARE = "bad_share";
  static final String DEAD_LETTERS = "dead_letters" + PER_SECOND;
  static final String CHECKPOINT_MILLIS = "checkpoint_millis";
  static final String CHECKPOINT_BYTES = "checkpoint_bytes";
  static final String RESTARTS = "restarts";
  static final String REQUESTS = "requests" + PER_SECOND;
  static final String FAILED = "failed" + PER_SECOND;
  static final String SHED = "shed" + PER_SECOND;
  static final String LATENCY_P50 = "latency_p50_micros";
  static final String LATENCY_P99 = "latency_p99_micros";
  static final String VERSION = "version";
  static final String VERSION_AGE = "version_age_millis";

  private SeriesNames() {}
}
