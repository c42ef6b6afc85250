package io.thalweg.cli.run;

import io.thalweg.cli.metrics.MetricsTap;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the job's consumers have lost Kafka: all that there are have had no connection for two
 * seconds. They fetch all the time, so none of them is closed for being idle. Confined to one
 * thread.
 */
final class KafkaLink {
  /** A consumer has none when it has just been made, or changes brokers. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private @Nullable Duration without;

  /**
   * As of now.
   *
   * @param at rises
   */
  boolean isLost(MetricsTap tap, Duration at) {
    double most = tap.values("KafkaConsumer", "connection-count").max().orElse(1);
    if (most > 0) {
      without = null;
      return false;
    }
    Duration since = without == null ? at : without;
    without = since;
    return at.minus(since).compareTo(GRACE) >= 0;
  }
}
