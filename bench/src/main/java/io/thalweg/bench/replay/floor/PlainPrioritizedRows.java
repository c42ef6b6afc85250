package io.thalweg.bench.replay.floor;

import static io.thalweg.bench.replay.floor.Rows.BATCH_BYTES;
import static io.thalweg.bench.replay.floor.Rows.BATCH_ROWS;
import static io.thalweg.bench.replay.floor.Rows.ROW_BYTES;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Rows in one direct buffer under a plain sum tree: draws in proportion to (priority +
 * epsilon)^alpha, copies the rows, sets their new priorities. Not thread-safe.
 */
public final class PlainPrioritizedRows {
  private final ByteBuffer rows;
  private final int count;
  private final double alpha;
  private final double epsilon;
  private final PlainSumTree tree;
  private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
  private final int[] drawn = new int[BATCH_ROWS];
  private final SplittableRandom random = new SplittableRandom(5);

  /** All begin with priority 1. */
  public PlainPrioritizedRows(int count, double alpha, double epsilon) {
    this.count = count;
    this.alpha = alpha;
    this.epsilon = epsilon;
    this.rows = ByteBuffer.allocateDirect(count * ROW_BYTES);
    this.tree = new PlainSumTree(count);
    Rows source = new Rows(1);
    for (int i = 0; i < count; i++) {
      rows.put(source.row(i));
      tree.set(i, weight(1));
    }
  }

  /**
   * So many cycles of drawing, copying and updating; microseconds for each.
   *
   * @param priorities of the rows drawn, by place in the batch; the cycles take turns with them
   */
  public double microsPerCycle(int cycles, float[][] priorities) {
    long start = System.nanoTime();
    for (int i = 0; i < cycles; i++) {
      sample();
      update(priorities[i % priorities.length]);
    }
    return (System.nanoTime() - start) / 1e3 / cycles;
  }

  void sample() {
    double total = tree.total();
    for (int i = 0; i < BATCH_ROWS; i++) {
      // Rounding may lead past the last row.
      int row = Math.min(tree.find(random.nextDouble() * total), count - 1);
      drawn[i] = row;
      batch.put(i * ROW_BYTES, rows, row * ROW_BYTES, ROW_BYTES);
    }
  }

  void update(float[] priorities) {
    for (int i = 0; i < BATCH_ROWS; i++) {
      tree.set(drawn[i], weight(priorities[i]));
    }
  }

  private double weight(double priority) {
    return Math.pow(priority + epsilon, alpha);
  }

  ByteBuffer batch() {
    return batch;
  }
}
