package io.thalweg.bench.replay;

import static io.thalweg.bench.replay.floor.Rows.ROW_BYTES;

import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.measure.Medians;
import io.thalweg.bench.replay.TableUnderTest.Drawing;
import io.thalweg.bench.replay.TableUnderTest.Setup;
import io.thalweg.bench.replay.floor.MappedSlots;
import java.nio.file.Path;
import java.util.List;

/** All rows in memory, drawn uniformly, beside copying them from a mapped file. Stateless. */
final class HotUniform {
  private static final long WARM_MEMORY_BYTES = 64 << 20;

  private HotUniform() {}

  static Measurement measure(TableUnderTest.Factory tables, int rows, Effort effort, Path directory)
      throws Exception {
    Setup setup = new Setup(rows, Drawing.UNIFORM, (long) rows * ROW_BYTES, WARM_MEMORY_BYTES);
    MappedSlots floor = MappedSlots.create(directory.resolve("slots"), rows);
    try (TableUnderTest table = tables.open(setup, directory.resolve("hot-uniform"))) {
      TableSide ours = new TableSide(table);
      ours.offersPerSecond(rows);
      ours.requireTrueRows(rows);
      Medians micros =
          Medians.byTurns(
              effort.rounds(),
              () -> ours.microsPerBatch(effort.batches()),
              () -> floor.microsPerBatch(effort.batches()));
      return new Measurement(
          List.of(
              Row.measured(
                  "hot-uniform-vs-gather",
                  micros.ours(),
                  "us/batch",
                  new Reference("mapped-slot gather", micros.reference()),
                  Goal.atMost(1.6, "at most 1.6 x a mapped-slot gather of 256 rows of 500 bytes"))),
          ours.allocatedBytesPerSample(effort.batches(), () -> {}));
    }
  }
}
