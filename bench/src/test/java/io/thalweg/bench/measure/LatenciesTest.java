package io.thalweg.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LatenciesTest {
  private final Latencies latencies = new Latencies(200);

  @Test
  void percentilesAreThoseOfTheNearestRank() {
    for (int n = 100; n >= 1; n--) {
      latencies.record(n * 1_000L);
    }
    assertThat(latencies.micros(0.5)).isEqualTo(50);
    assertThat(latencies.micros(0.99)).isEqualTo(99);
    assertThat(latencies.micros(0.991)).isEqualTo(100);
    assertThat(latencies.micros(1)).isEqualTo(100);
  }

  @Test
  void keepsTheNewestWhereThereIsNoRoomForAll() {
    for (int n = 1; n <= 300; n++) {
      latencies.record(n * 1_000L);
    }
    assertThat(latencies.count()).isEqualTo(200);
    assertThat(latencies.micros(0.0001)).isEqualTo(101);
    assertThat(latencies.micros(1)).isEqualTo(300);
  }

  @Test
  void ofNothingThereAreNone() {
    latencies.record(1);
    latencies.clear();
    assertThatThrownBy(() -> latencies.micros(0.5)).hasMessageContaining("count=0, share=0.5");
  }
}
