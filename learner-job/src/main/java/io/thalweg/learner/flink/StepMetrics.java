package io.thalweg.learner.flink;

import io.thalweg.learner.drift.Watch;
import io.thalweg.learner.sync.RoundParticipant;
import io.thalweg.learner.train.DrawnRows;
import io.thalweg.learner.train.Experience;
import io.thalweg.learner.train.OnlineLearner;
import io.thalweg.model.Head;
import java.util.List;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * How a learner's steps and rounds go, and what they are of, as Flink metrics; all of it since this
 * start. Published by the task's thread, read by any.
 */
final class StepMetrics {
  private volatile double learningRate = Double.NaN;
  private volatile double gradientNorm = Double.NaN;
  private volatile double roundMillis = Double.NaN;
  private volatile long roundBytes;

  /** Adds them to the operator's group. */
  static StepMetrics register(
      MetricGroup operator,
      LearnerOperatorConfig settings,
      OnlineLearner learner,
      Experience experience) {
    MetricGroup group = operator.addGroup(MetricNames.GROUP);
    StepMetrics m = new StepMetrics();
    group.gauge(MetricNames.LEARNING_RATE, (Gauge<Double>) () -> m.learningRate);
    group.gauge(MetricNames.GRADIENT_NORM, (Gauge<Double>) () -> m.gradientNorm);
    group.gauge(MetricNames.ROUND_MILLIS, (Gauge<Double>) () -> m.roundMillis);
    group.gauge(MetricNames.ROUND_BYTES, (Gauge<Long>) () -> m.roundBytes);
    group.gauge(MetricNames.LEARN_DELAY_MILLIS, (Gauge<Double>) learner.learnDelay()::median);
    DrawnRows drawn = experience.drawnRows();
    for (int i = 0; i < DrawnRows.AGES; i++) {
      int age = i;
      group.gauge(MetricNames.drawnAge(age), (Gauge<Long>) () -> drawn.ofAge(age));
    }
    for (int i = 0; i < drawn.classes(); i++) {
      int label = i;
      group.gauge(MetricNames.drawnClass(label), (Gauge<Long>) () -> drawn.ofClass(label));
    }
    describe(group, settings.model().head(), settings.drift().watches());
    return m;
  }

  /** Texts that say what the figures are of. */
  private static void describe(MetricGroup group, Head head, List<Watch> watches) {
    group.gauge(MetricNames.HEAD, (Gauge<String>) head::type);
    if (head instanceof Head.Multilabel m && !m.names().isEmpty()) {
      group.gauge(MetricNames.CLASSES, (Gauge<String>) () -> String.join(",", m.names()));
    }
    for (int i = 0; i < watches.size(); i++) {
      Watch watch = watches.get(i);
      group.gauge(MetricNames.driftDetector(i), (Gauge<String>) watch::name);
    }
  }

  void publish(OnlineLearner learner, RoundParticipant.RoundCost lastRound) {
    learningRate = learner.learningRate().rate();
    gradientNorm = learner.gradientNorm();
    roundMillis = lastRound.millis();
    roundBytes = lastRound.bytesSent();
  }

  private StepMetrics() {}
}
