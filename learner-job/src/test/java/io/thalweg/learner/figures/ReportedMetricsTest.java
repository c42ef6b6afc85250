package io.thalweg.learner.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.schemas.LearningFigures;
import io.thalweg.schemas.LearningFigures.Figure;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.SimpleCounter;
import org.junit.jupiter.api.Test;

class ReportedMetricsTest {
  private static final Map<String, String> LEARNER_0 =
      Map.of("<operator_name>", "m: learn", "<task_name>", "m: learn", "<subtask_index>", "0");

  private final ReportedMetrics metrics = new ReportedMetrics();

  private static MetricKey ours(String name) {
    return new MetricKey(name, List.of("taskmanager", "job", "m: learn", "thalweg"), LEARNER_0);
  }

  private static MetricKey flinks(String name, Map<String, String> owner) {
    return new MetricKey(name, List.of("jobmanager", "job"), owner);
  }

  private LearningFigures read() {
    return metrics.read("m", "p", 17);
  }

  private static Gauge<Object> gauge(Object value) {
    return () -> value;
  }

  @Test
  void allOfThalwegsOwnAndAFewOfFlinksGoOut() {
    metrics.added(ours("steps"), gauge(3L));
    SimpleCounter skipped = new SimpleCounter();
    skipped.inc(4);
    metrics.added(ours("predictionsSkipped"), skipped);
    metrics.added(flinks("numRestarts", Map.of("<job_name>", "m")), gauge(1));
    metrics.added(flinks("numRecordsIn", LEARNER_0), gauge(5));
    metrics.added(ours("head"), gauge("binary"));
    assertThat(read())
        .isEqualTo(
            new LearningFigures(
                "m",
                "p",
                17,
                List.of(
                    new Figure("numRestarts", "", 1),
                    new Figure("predictionsSkipped", "m: learn/0", 4),
                    new Figure("steps", "m: learn/0", 3)),
                Map.of("head", "binary")));
  }

  @Test
  void whatHasNoNumberDoesNotGoOut() {
    metrics.added(ours("judged_auc"), gauge(Double.NaN));
    metrics.added(flinks("currentInputWatermark", LEARNER_0), gauge(Long.MIN_VALUE));
    metrics.added(
        ours("broken"),
        (Gauge<Long>)
            () -> {
              throw new IllegalStateException("closed");
            });
    assertThat(read().figures()).isEmpty();
    metrics.added(flinks("currentInputWatermark", LEARNER_0), gauge(1_700_000_000_000L));
    assertThat(read().figures())
        .containsExactly(new Figure("currentInputWatermark", "m: learn/0", 1_700_000_000_000L));
  }

  @Test
  void aTaskThatHasEndedSaysOnceMoreHowItEnded() {
    long[] steps = {7};
    Gauge<Long> gauge = () -> steps[0];
    metrics.added(ours("steps"), gauge);
    metrics.removed(ours("steps"), gauge);
    steps[0] = 8;
    assertThat(read().figures()).containsExactly(new Figure("steps", "m: learn/0", 7));
    assertThat(read().figures()).isEmpty();
  }

  @Test
  void theNextAttemptTakesItsPlace() {
    Gauge<Object> first = gauge(7L);
    metrics.added(ours("steps"), first);
    metrics.added(ours("steps"), gauge(2L));
    metrics.removed(ours("steps"), first);
    assertThat(read().figures()).containsExactly(new Figure("steps", "m: learn/0", 2));
    assertThat(read().figures()).hasSize(1);
  }

  @Test
  void ownersAreShortAndTheSameForEachAttempt() {
    assertThat(ours("steps").shortOwner()).isEqualTo("m: learn/0");
    assertThat(flinks("roundsCommitted", Map.of("<operator_name>", "m: learn")).shortOwner())
        .isEqualTo("m: learn");
    assertThat(flinks("numRestarts", Map.of()).shortOwner()).isEmpty();
    String chain = "source -> map -> ".repeat(10);
    String one =
        flinks("busyTimeMsPerSecond", Map.of("<task_name>", chain + "a", "<subtask_index>", "1"))
            .shortOwner();
    String other =
        flinks("busyTimeMsPerSecond", Map.of("<task_name>", chain + "b", "<subtask_index>", "1"))
            .shortOwner();
    assertThat(one).hasSizeLessThan(80).endsWith("/1").isNotEqualTo(other);
  }
}
