package io.thalweg.bench.replay;

import static io.thalweg.bench.replay.floor.Rows.BATCH_ROWS;
import static io.thalweg.bench.replay.floor.Rows.ROW_BYTES;

import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.measure.Medians;
import io.thalweg.bench.replay.TableUnderTest.Drawing;
import io.thalweg.bench.replay.TableUnderTest.Setup;
import io.thalweg.bench.replay.floor.PlainPrioritizedRows;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * All rows in memory: draw by priority, copy, set the new priorities, beside the same on a plain
 * array. Stateless.
 */
final class PrioritizedCycle {
  /** The usual ones of prioritized replay; a table under test takes them from here. */
  static final double ALPHA = 0.6;

  static final double EPSILON = 1e-6;
  private static final long WARM_MEMORY_BYTES = 64 << 20;
  private static final int PRIORITY_BATCHES = 64;

  private PrioritizedCycle() {}

  static Measurement measure(TableUnderTest.Factory tables, int rows, Effort effort, Path directory)
      throws Exception {
    Setup setup = new Setup(rows, Drawing.PRIORITIZED, (long) rows * ROW_BYTES, WARM_MEMORY_BYTES);
    float[][] priorities = priorities();
    PlainPrioritizedRows floor = new PlainPrioritizedRows(rows, ALPHA, EPSILON);
    try (TableUnderTest table = tables.open(setup, directory.resolve("prioritized"))) {
      TableSide ours = new TableSide(table);
      ours.offersPerSecond(rows);
      ours.requireTrueRows(rows);
      Medians micros =
          Medians.byTurns(
              effort.rounds(),
              () -> ours.microsPerCycle(effort.batches(), priorities),
              () -> floor.microsPerCycle(effort.batches(), priorities));
      return new Measurement(
          List.of(
              Row.measured(
                  "prioritized-cycle-us",
                  micros.ours(),
                  "us/cycle",
                  new Reference("plain array sum tree and gather", micros.reference()),
                  Goal.atMost(
                      1.2,
                      "at most 1.2 x a plain array sum tree and gather"
                          + " (cpprb's published 218 us come from another run)"))),
          ours.allocatedBytesPerSample(effort.batches(), () -> table.update(priorities[0])));
    }
  }

  /** Exponentially distributed, as losses roughly are. */
  private static float[][] priorities() {
    SplittableRandom random = new SplittableRandom(11);
    float[][] priorities = new float[PRIORITY_BATCHES][BATCH_ROWS];
    for (float[] batch : priorities) {
      for (int i = 0; i < BATCH_ROWS; i++) {
        batch[i] = (float) -Math.log(1 - random.nextDouble());
      }
    }
    return priorities;
  }
}
