package io.thalweg.serving.console;

import static io.thalweg.serving.console.LearnedNames.BAD_SHARE;
import static io.thalweg.serving.console.LearnedNames.CHECKPOINT_DURATION;
import static io.thalweg.serving.console.LearnedNames.CHECKPOINT_SIZE;
import static io.thalweg.serving.console.LearnedNames.CORRECT;
import static io.thalweg.serving.console.LearnedNames.CORRECT_MAJORITY;
import static io.thalweg.serving.console.LearnedNames.CORRECT_NO_CHANGE;
import static io.thalweg.serving.console.LearnedNames.EXAMPLES_JUDGED;
import static io.thalweg.serving.console.LearnedNames.EXAMPLES_REPLAYED;
import static io.thalweg.serving.console.LearnedNames.EXAMPLES_TRAINED;
import static io.thalweg.serving.console.LearnedNames.EXAMPLES_WAITING;
import static io.thalweg.serving.console.LearnedNames.GRADIENT_NORM;
import static io.thalweg.serving.console.LearnedNames.LEARNING_RATE;
import static io.thalweg.serving.console.LearnedNames.LEARN_DELAY_MILLIS;
import static io.thalweg.serving.console.LearnedNames.LOG_LOSS_SUM;
import static io.thalweg.serving.console.LearnedNames.NUM_RESTARTS;
import static io.thalweg.serving.console.LearnedNames.PENDING_RECORDS;
import static io.thalweg.serving.console.LearnedNames.REPLAY_COLD_DISK_BYTES;
import static io.thalweg.serving.console.LearnedNames.REPLAY_HOT_ROWS;
import static io.thalweg.serving.console.LearnedNames.REPLAY_ROWS;
import static io.thalweg.serving.console.LearnedNames.REPLAY_WARM_DISK_BYTES;
import static io.thalweg.serving.console.LearnedNames.REPLAY_WARM_ROWS;
import static io.thalweg.serving.console.LearnedNames.ROUNDS_COMMITTED;
import static io.thalweg.serving.console.LearnedNames.ROUND_BYTES;
import static io.thalweg.serving.console.LearnedNames.ROUND_MILLIS;

import java.util.Map;
import java.util.Objects;

/** What is so of learning at a moment, from what processes say. Confined to the console's lock. */
final class LearningPoint {
  private static final int MOST_FIGURES = 32;

  private final ModelFigures figures;
  private final long now;
  private final Map<String, Double> out;

  private LearningPoint(ModelFigures figures, long now, Map<String, Double> out) {
    this.figures = figures;
    this.now = now;
    this.out = out;
  }

  /** Puts the series of learning into a point; those that have no number are left out. */
  static void put(ModelFigures figures, long nowMillis, Map<String, Double> out) {
    LearningPoint point = new LearningPoint(figures, nowMillis, out);
    point.putQuality();
    point.putFigures();
    point.putWork();
    point.putJob();
  }

  /** Of a head whose predictions are near or far, nothing is right. */
  private void putQuality() {
    double learned = figures.perSecond(EXAMPLES_TRAINED, now);
    double trained = figures.sum(EXAMPLES_TRAINED, now);
    if (sum(CORRECT) + sum(CORRECT_NO_CHANGE) + sum(CORRECT_MAJORITY) > 0) {
      put(SeriesNames.ACCURACY, figures.perSecond(CORRECT, now) / learned);
      put(SeriesNames.NO_CHANGE, figures.perSecond(CORRECT_NO_CHANGE, now) / learned);
      put(SeriesNames.MAJORITY, figures.perSecond(CORRECT_MAJORITY, now) / learned);
      put(SeriesNames.ACCURACY_TOTAL, sum(CORRECT) / trained);
      put(SeriesNames.NO_CHANGE_TOTAL, sum(CORRECT_NO_CHANGE) / trained);
      put(SeriesNames.MAJORITY_TOTAL, sum(CORRECT_MAJORITY) / trained);
    }
    if (sum(LOG_LOSS_SUM) > 0) {
      put(SeriesNames.LOSS, figures.perSecond(LOG_LOSS_SUM, now) / learned);
    }
  }

  private void putFigures() {
    figures.names(now, n -> LearnedNames.figure(n) != null).stream()
        .limit(MOST_FIGURES)
        .forEach(
            name ->
                put(
                    SeriesNames.FIGURE + Objects.requireNonNull(LearnedNames.figure(name)),
                    figures.weightedMean(name, EXAMPLES_JUDGED, now)));
  }

  private void putWork() {
    put(SeriesNames.LEARNED, figures.perSecond(EXAMPLES_TRAINED, now));
    put(SeriesNames.REPLAYED, figures.perSecond(EXAMPLES_REPLAYED, now));
    put(SeriesNames.STEPS, figures.perSecond(LearnedNames.STEPS, now));
    put(SeriesNames.WAITING, figures.sum(EXAMPLES_WAITING, now));
    put(SeriesNames.LEARNING_RATE, figures.max(LEARNING_RATE, now));
    put(SeriesNames.GRADIENT_NORM, figures.mean(GRADIENT_NORM, now));
    put(SeriesNames.ROUNDS, figures.perSecond(ROUNDS_COMMITTED, now));
    put(SeriesNames.ROUND_MILLIS, figures.max(ROUND_MILLIS, now));
    put(SeriesNames.ROUND_BYTES, figures.max(ROUND_BYTES, now));
    put(SeriesNames.LEARN_DELAY, figures.mean(LEARN_DELAY_MILLIS, now));
    put(SeriesNames.REPLAY_ROWS, figures.sum(REPLAY_ROWS, now));
    put(SeriesNames.REPLAY_MEMORY_ROWS, figures.sum(REPLAY_HOT_ROWS, now));
    put(SeriesNames.REPLAY_DISK_ROWS, figures.sum(REPLAY_WARM_ROWS, now));
    put(
        SeriesNames.REPLAY_DISK_BYTES,
        figures.sum(REPLAY_WARM_DISK_BYTES, now) + figures.sum(REPLAY_COLD_DISK_BYTES, now));
  }

  private void putJob() {
    put(SeriesNames.PENDING, figures.sum(PENDING_RECORDS, now));
    put(SeriesNames.BAD_SHARE, figures.max(BAD_SHARE, now));
    put(SeriesNames.DEAD_LETTERS, deadLetters());
    putIfKnown(SeriesNames.CHECKPOINT_MILLIS, CHECKPOINT_DURATION);
    putIfKnown(SeriesNames.CHECKPOINT_BYTES, CHECKPOINT_SIZE);
    put(SeriesNames.RESTARTS, figures.max(NUM_RESTARTS, now));
  }

  /** Labels and erasures have topics of their own, or none. */
  private double deadLetters() {
    double events = figures.perSecond(LearnedNames.EVENTS_DEAD_LETTERED, now);
    return events
        + orZero(figures.perSecond(LearnedNames.LABELS_DEAD_LETTERED, now))
        + orZero(figures.perSecond(LearnedNames.ERASURES_DEAD_LETTERED, now));
  }

  /** Flink says -1 before the first checkpoint. */
  private void putIfKnown(String series, String metric) {
    double value = figures.max(metric, now);
    if (value >= 0) {
      put(series, value);
    }
  }

  private double sum(String name) {
    return orZero(figures.sum(name, now));
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  private void put(String series, double value) {
    if (Double.isFinite(value)) {
      out.put(series, value);
    }
  }
}
