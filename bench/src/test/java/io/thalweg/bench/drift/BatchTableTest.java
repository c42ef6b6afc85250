package io.thalweg.bench.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.bench.Row;
import io.thalweg.bench.drift.BatchTable.Cell;
import io.thalweg.bench.drift.BatchTable.Line;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BatchTableTest {
  private static final BatchTable TABLE =
      new BatchTable(
          List.of("sea", "led"),
          List.of(
              new Line(32, 1, 3, List.of(new Cell(0.9, 1_000), new Cell(0.5, 3_000))),
              new Line(8, 4, 1, List.of(new Cell(0.95, 500), new Cell(0.75, 500)))));

  @Test
  void aLineHasItsAccuraciesTheirMeanAndTheRowsThatAllOfItsTimeWasFor() {
    assertThat(TABLE.text())
        .isEqualTo(
            """
            | batch | replay-per-fresh | replay-steps | sea | led | mean | rows per CPU second |
            |---|---|---|---|---|---|---|
            | 32 | 1 | 3 | 0.9000 | 0.5000 | 0.7000 | 1,500 |
            | 8 | 4 | 1 | 0.9500 | 0.7500 | 0.8500 | 500 |
            """);
  }

  @Test
  void theReportHasEachFigureByTheNameOfItsStreamAndItsBatches() {
    assertThat(TABLE.rows()).hasSize(8).allMatch(Row::acceptable);
    Row.Measured speed = (Row.Measured) TABLE.rows().get(3);
    assertThat(speed.name()).isEqualTo("led-batch-32-replay-1-steps-3-speed");
    assertThat(speed.value()).isCloseTo(3_000, within(1e-9));
  }
}
