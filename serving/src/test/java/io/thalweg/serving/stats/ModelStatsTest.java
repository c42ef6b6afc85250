package io.thalweg.serving.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ModelStatsTest {
  private final ModelStats stats = new ModelStats();

  @Test
  void countsVersionsApartAndAltogether() {
    stats.served(1, 1000);
    stats.served(2, 1000);
    stats.served(1, 1000);
    assertThat(stats.servedCounts(List.of(1L, 2L))).isEqualTo(Map.of(1L, 2L, 2L, 1L));
    assertThat(stats.servedCount()).isEqualTo(3);
  }

  @Test
  void dropsTheCountsOfVersionsThatNobodyNames() {
    stats.served(1, 1000);
    stats.served(2, 1000);
    assertThat(stats.servedCounts(List.of(2L))).isEqualTo(Map.of(2L, 1L));
    assertThat(stats.servedCounts(List.of(1L, 2L))).isEqualTo(Map.of(2L, 1L));
  }

  @Test
  void remembersABoundedNumberOfVersionsWithoutBeingAsked() {
    LongStream.range(0, 100_000).forEach(v -> stats.served(v, 1000));
    assertThat(stats.servedCounts(LongStream.range(0, 100_000).boxed().toList()))
        .hasSize(ModelStats.MAX_VERSIONS)
        .containsEntry(99_999L, 1L);
  }

  @Test
  void countsErrorsByTheirStatus() {
    stats.failed(400);
    stats.failed(503);
    stats.failed(503);
    assertThat(stats.failedCounts()).isEqualTo(Map.of(400, 1L, 503, 2L));
  }
}
