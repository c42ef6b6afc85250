package io.thalweg.learner.flink;

import io.thalweg.learner.probe.ProbeFigures;
import io.thalweg.learner.probe.ProbeSpec;
import io.thalweg.learner.probe.Recall;
import io.thalweg.learner.probe.Shift;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.MetricGroup;

/** What a learner's probes show, as Flink metrics. Published by the task's thread, read by any. */
final class ProbeMetrics {
  private volatile ProbeFigures figures = ProbeFigures.NONE;

  /** Adds those of the probes that there are. */
  static ProbeMetrics register(MetricGroup group, ModelSpec model, ProbeSpec spec) {
    ProbeMetrics m = new ProbeMetrics();
    if (spec.rows() > 0 && model.head().isRightOrWrong()) {
      for (int i = 0; i < Recall.SLOTS; i++) {
        m.count(group, MetricNames.probeBegan(i), i, ProbeFigures.Period::beganMillis);
        m.count(group, MetricNames.probeRows(i), i, ProbeFigures.Period::rows);
        m.count(group, MetricNames.probeCorrect(i), i, ProbeFigures.Period::correct);
      }
      group.gauge(MetricNames.PROBE_EVALUATIONS, () -> m.figures.evaluations());
    }
    for (Feature feature : Shift.watched(spec, model.features())) {
      String name = feature.name();
      group.gauge(MetricNames.shift(name), () -> m.figures.shift().getOrDefault(name, Double.NaN));
    }
    return m;
  }

  void publish(ProbeFigures now) {
    figures = now;
  }

  private void count(
      MetricGroup group, String name, int slot, ToLongFunction<ProbeFigures.Period> of) {
    group.gauge(
        name,
        () -> {
          ProbeFigures f = figures;
          return slot < f.periods().size() ? of.applyAsLong(f.periods().get(slot)) : 0L;
        });
  }

  private ProbeMetrics() {}
}
