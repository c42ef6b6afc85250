package io.thalweg.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.figures.MetricKey;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.junit.jupiter.api.Test;

class WeightedMeanTest {
  private static void put(MetricsTap tap, String name, int subtask, double value) {
    Gauge<Double> gauge = () -> value;
    tap.added(
        new MetricKey(name, List.of("learners"), Map.of("<subtask_index>", "" + subtask)), gauge);
  }

  private static void learner(MetricsTap tap, int subtask, double judged, double auc) {
    put(tap, "judged", subtask, judged);
    put(tap, "judged_auc", subtask, judged * auc);
  }

  @Test
  void whoHasNoFigureWeighsNothing() {
    try (MetricsTap tap = MetricsTap.open()) {
      assertThat(tap.weightedMean("judged_auc", "judged")).isNaN();
      learner(tap, 0, 300, 0.9);
      learner(tap, 1, 100, 0.5);
      learner(tap, 2, 5_000, Double.NaN);
      learner(tap, 3, 0, Double.NaN);
      assertThat(tap.weightedMean("judged_auc", "judged")).isCloseTo(0.8, within(1e-12));
    }
  }
}
