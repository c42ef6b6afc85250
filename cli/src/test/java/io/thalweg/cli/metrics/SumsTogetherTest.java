package io.thalweg.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.figures.MetricKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.junit.jupiter.api.Test;

class SumsTogetherTest {
  private static void put(MetricsTap tap, String name, int subtask, LongSupplier value) {
    Gauge<Long> gauge = value::getAsLong;
    tap.added(
        new MetricKey(name, List.of("learners"), Map.of("<subtask_index>", "" + subtask)), gauge);
  }

  /** All its examples are right, and it publishes more whenever somebody looks, so many times. */
  private static void movingLearner(MetricsTap tap, int subtask, int times) {
    AtomicLong examples = new AtomicLong(1_000);
    AtomicLong left = new AtomicLong(times);
    put(tap, "trained", subtask, examples::get);
    put(
        tap,
        "correct",
        subtask,
        () -> left.getAndDecrement() > 0 ? examples.addAndGet(88) : examples.get());
  }

  @Test
  void noLearnerIsSeenWithMoreThatIsRightThanItHasLearned() {
    try (MetricsTap tap = MetricsTap.open()) {
      movingLearner(tap, 0, 1);
      movingLearner(tap, 1, 7);
      double[] sums = tap.sumsTogether("trained", "correct", "unknown");
      assertThat(sums).containsExactly(2 * 1_000 + 8 * 88, 2 * 1_000 + 8 * 88, 0);
    }
  }

  @Test
  void oneThatNeverStandsStillIsReadAllTheSame() {
    try (MetricsTap tap = MetricsTap.open()) {
      movingLearner(tap, 0, Integer.MAX_VALUE);
      assertThat(tap.sumsTogether("trained", "correct")[0]).isGreaterThan(1_000);
    }
  }

  @Test
  void ofOneGroupAloneAreThoseThatAreInIt() {
    try (MetricsTap tap = MetricsTap.open()) {
      Gauge<Integer> none = () -> 0;
      Gauge<Integer> two = () -> 2;
      tap.added(new MetricKey("connection-count", List.of("KafkaConsumer"), Map.of()), none);
      tap.added(new MetricKey("connection-count", List.of("KafkaProducer"), Map.of()), two);
      assertThat(tap.values("KafkaConsumer", "connection-count")).containsExactly(0.0);
    }
  }
}
