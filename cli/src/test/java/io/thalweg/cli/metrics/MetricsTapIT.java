package io.thalweg.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MetricsTapIT {
  private static final int NUMBERS = 100;

  private static final AtomicBoolean FAILED = new AtomicBoolean();

  @Test
  void addsUpSubtasksAndKeepsTheLastAttemptsValueAfterTheJob() throws Exception {
    try (MetricsTap tap = MetricsTap.open()) {
      Configuration config = Configuration.fromMap(tap.flinkConfiguration());
      config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
      config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
      config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
      StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, config);
      env.fromSequence(1, NUMBERS).map(new CountingOnce()).sinkTo(new DiscardingSink<>());
      assertThat(tap.knows("counted")).isFalse();
      assertThat(tap.awaitEnd(Duration.ZERO)).isFalse();
      env.execute();
      assertThat(tap.awaitEnd(Duration.ofSeconds(30))).isTrue();

      assertThat(FAILED).isTrue();
      assertThat(tap.knows("counted")).isTrue();
      // The failed attempt's records are gone with it: the job counted all of them again.
      assertThat(tap.sum("counted")).isEqualTo(NUMBERS);
      assertThat(tap.values("counted").toArray()).hasSize(2);
      assertThat(tap.sum("doubled")).isEqualTo(2 * NUMBERS);
      assertThat(tap.sum("numRestarts")).isEqualTo(1);
      assertThat(tap.sum("no such metric")).isZero();
    }
  }

  /** Fails once, in the middle, without a checkpoint to go back to. */
  private static final class CountingOnce extends RichMapFunction<Long, Long> {
    private transient Counter counted;

    @Override
    public void open(OpenContext context) {
      counted = getRuntimeContext().getMetricGroup().addGroup("user").counter("counted");
      getRuntimeContext().getMetricGroup().gauge("doubled", () -> 2 * counted.getCount());
    }

    @Override
    public Long map(Long number) {
      counted.inc();
      if (number == NUMBERS / 4 && FAILED.compareAndSet(false, true)) {
        throw new IllegalStateException("once");
      }
      return number;
    }
  }
}
