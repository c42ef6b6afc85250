package io.thalweg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.bench.Context;
import io.thalweg.bench.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class JoinBenchIT {
  @TempDir private Path directory;

  @Test
  void everyEventIsJoinedAndLearnedBesideThoseThatBringTheirLabels() throws Exception {
    Context context = new Context(OptionalLong.of(2_000), directory, line -> {});

    List<Row> rows = JoinBench.run(context, 1);

    assertThat(rows).extracting(Row::name).containsExactly("join", "join-and-learn");
    for (Row row : rows) {
      Row.Measured measured = (Row.Measured) row;
      assertThat(measured.unit()).isEqualTo("us/event");
      assertThat(measured.value()).isPositive();
      assertThat(measured.reference().orElseThrow().value()).isPositive();
    }
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }
}
