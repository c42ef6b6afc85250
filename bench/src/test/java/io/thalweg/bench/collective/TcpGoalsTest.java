package io.thalweg.bench.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TcpGoalsTest {
  @Test
  void theFullBenchHasARowForEverySizeOfTheContract() {
    assertThat(
            IntStream.of(2, 4)
                .boxed()
                .flatMap(
                    ranks -> Effort.FULL.sizes().stream().map(size -> TcpRows.name(ranks, size))))
        .containsExactly(
            "tcp-2r-64KiB-vs-openmpi",
            "tcp-2r-1MiB-vs-openmpi",
            "tcp-2r-16MiB-vs-openmpi",
            "tcp-2r-64MiB-vs-openmpi",
            "tcp-4r-64KiB-vs-openmpi",
            "tcp-4r-1MiB-vs-openmpi",
            "tcp-4r-16MiB-vs-openmpi",
            "tcp-4r-64MiB-vs-openmpi");
  }

  @Test
  void twoRanksHaveToBeFasterAndFourNoSlower() {
    assertThat(Effort.FULL.sizes())
        .extracting(size -> TcpGoals.of(2, size).limit())
        .containsExactly(0.75, 0.95, 0.92, 0.92);
    assertThat(Effort.FULL.sizes())
        .extracting(size -> TcpGoals.of(4, size).limit())
        .containsExactly(Double.NEGATIVE_INFINITY, 1.0, 1.0, 1.0);
  }
}
