package io.thalweg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.bench.Context;
import io.thalweg.bench.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class EndToEndBenchIT {
  @TempDir private Path directory;

  @Test
  void everyEventIsLearnedAndEveryStageHasItsShare() throws Exception {
    Context context = new Context(OptionalLong.of(8_000), directory, line -> {});

    List<Row> rows = EndToEndBench.run(context, 1, Duration.ofMillis(300));

    assertThat(rows)
        .extracting(Row::name)
        .contains(
            "kafka-decode",
            "bare",
            "end-to-end",
            "learner",
            "cpu-learn",
            "allocated-learn",
            "allocated",
            "end-to-end-without-replay");
    double share = 0;
    for (Row row : rows) {
      Row.Measured measured = (Row.Measured) row;
      if (row.name().startsWith("cpu-") && !row.name().endsWith("-without-replay")) {
        share += measured.ratio();
      } else if (!row.name().matches("cpu-.*|allocated-.*")) { // of few events a stage may be idle
        assertThat(measured.value()).as(row.name()).isPositive();
      }
    }
    assertThat(share).isBetween(0.999, 1.001);
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }
}
