package io.thalweg.serving.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DistributionTest {
  private final Distribution distribution = new Distribution();

  @Test
  void isEmptyBeforeTheFirstValue() {
    assertThat(distribution.percentile(50)).isEmpty();
  }

  @Test
  void keepsEverythingThatWasRecordedBetweenReadings() {
    for (int i = 1; i <= 50; i++) {
      distribution.record(i);
    }
    assertThat(distribution.percentile(50)).hasValue(25);
    for (int i = 51; i <= 100; i++) {
      distribution.record(i);
    }
    assertThat(distribution.percentile(50)).hasValue(50);
    assertThat(distribution.percentile(99)).hasValue(99);
  }

  @Test
  void countsANegativeValueAsZero() {
    distribution.record(-5);
    assertThat(distribution.percentile(100)).hasValue(0);
  }

  @Test
  void countsValuesByBucket() {
    Distribution d = new Distribution();
    for (long value : new long[] {0, 5, 10, 11, 20, 21, 1000}) {
      d.record(value);
    }
    Distribution.Buckets buckets = d.buckets(List.of(10L, 20L));
    assertThat(buckets.counts()).containsExactly(3L, 2L, 2L);
    assertThat(buckets.sum()).isEqualTo(1067);
    d.record(15);
    assertThat(d.buckets(List.of(10L, 20L)).counts()).containsExactly(3L, 3L, 2L);
  }
}
