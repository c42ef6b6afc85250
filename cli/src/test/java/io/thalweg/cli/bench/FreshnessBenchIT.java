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
final class FreshnessBenchIT {
  @TempDir private Path directory;

  @Test
  void everyProbeIsAnsweredByAVersionThatHasLearnedFromIt() throws Exception {
    Context context = new Context(OptionalLong.of(6_000), directory, line -> {});

    List<Row> rows = FreshnessBench.run(context, Duration.ofMillis(500), Duration.ofSeconds(1));

    assertThat(rows)
        .extracting(Row::name)
        .containsExactly(
            "learned-at-most",
            "previews-sent",
            "previews-p50",
            "previews-p99",
            "releases-sent",
            "releases-p50",
            "releases-p99");
    for (Row row : rows) {
      assertThat(((Row.Measured) row).value()).as(row.name()).isPositive();
    }
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }
}
