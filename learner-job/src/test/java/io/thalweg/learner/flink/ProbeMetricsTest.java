package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.probe.ProbeFigures;
import io.thalweg.learner.probe.ProbeSpec;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class ProbeMetricsTest {
  private final Map<String, Gauge<?>> gauges = new TreeMap<>();

  private final class Group extends UnregisteredMetricsGroup {
    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      gauges.put(name, gauge);
      return gauge;
    }
  }

  private static ModelSpec model(Head head) {
    return new ModelSpec(
        "m",
        new FeatureSpec(
            List.of(new Feature.Flag("night", "n"), new Feature.Categorical("shop", "s", 9))),
        List.of(),
        head,
        1);
  }

  private Object value(String name) {
    Gauge<?> gauge = gauges.get(name);
    return gauge == null ? "absent" : gauge.getValue();
  }

  @Test
  void everySlotAndEveryFeatureHasItsNames() {
    ProbeMetrics metrics =
        ProbeMetrics.register(new Group(), model(new Head.Binary()), ProbeSpec.DEFAULT);
    assertThat(gauges).hasSize(8 * 3 + 1 + 2);
    assertThat(value("probeRows_7")).isEqualTo(0L);
    assertThat(value("shift_shop")).isEqualTo(Double.NaN);
    metrics.publish(
        new ProbeFigures(
            List.of(new ProbeFigures.Period(70, 256, 200), new ProbeFigures.Period(90, 256, 100)),
            5,
            Map.of("shop", 0.5, "night", Double.NaN)));
    assertThat(value("probeBegan_0")).isEqualTo(70L);
    assertThat(value("probeBegan_1")).isEqualTo(90L);
    assertThat(value("probeRows_1")).isEqualTo(256L);
    assertThat(value("probeCorrect_1")).isEqualTo(100L);
    assertThat(value("probeBegan_2")).isEqualTo(0L);
    assertThat(value("probeEvaluations")).isEqualTo(5L);
    assertThat(value("shift_shop")).isEqualTo(0.5);
    assertThat(value("shift_night")).isEqualTo(Double.NaN);
  }

  @Test
  void whatIsntProbedHasNone() {
    ProbeMetrics.register(new Group(), model(new Head.Regression()), ProbeSpec.DEFAULT);
    assertThat(gauges).containsOnlyKeys("shift_night", "shift_shop");
    gauges.clear();
    ProbeMetrics.register(new Group(), model(new Head.Binary()), ProbeSpec.OFF);
    assertThat(gauges).isEmpty();
  }
}
