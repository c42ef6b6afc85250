package io.thalweg.bench.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.bench.Context;
import io.thalweg.bench.Row;
import io.thalweg.bench.collective.openmpi.OpenMpi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole bench, short; it passes with OpenMPI and without. */
@Timeout(120)
final class CollectiveRowsIT {
  private static final Effort SHORT =
      new Effort(List.of(VectorSize.SMALL, VectorSize.MEDIUM), 1, 1, 2, 2, 2);

  @TempDir private Path directory;

  @Test
  void yieldsTheRowsOfTheContract() throws Exception {
    List<Row> rows =
        new CollectiveRows(SHORT).measure(new Context(OptionalLong.empty(), directory, line -> {}));
    assertThat(rows)
        .extracting(Row::name)
        .contains(
            "tcp-2r-64KiB-vs-openmpi",
            "tcp-2r-1MiB-vs-openmpi",
            "tcp-4r-64KiB-vs-openmpi",
            "tcp-4r-1MiB-vs-openmpi",
            "in-jvm-2r-16MiB-vs-add",
            "hierarchical-2x2-vs-flat-4",
            "tcp-2r-1MiB-vs-openmpi-crc",
            "tcp-2r-1MiB-vs-openmpi-hmac");
    for (Row row : rows) {
      if (row instanceof Row.Skipped skipped) {
        assertThat(skipped.why()).isEqualTo(OpenMpi.HOW_TO_INSTALL);
        assertThat(skipped.name()).startsWith("tcp-");
      } else {
        assertThat(((Row.Measured) row).value()).as(row.name()).isPositive();
      }
    }
    try (var files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }
}
