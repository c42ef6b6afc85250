package io.thalweg.replay;

import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.statistics.ClusterPairs;
import io.thalweg.replay.statistics.ConsecutiveBatches;
import io.thalweg.replay.statistics.Draws;
import io.thalweg.replay.statistics.Strata;
import java.util.Arrays;

/**
 * How far a pool's draws are from independent ones, measured and expected. Not thread-safe. With N
 * rows, a pool of F, blocks of r rows and batches of n:
 *
 * <ul>
 *   <li>Rows of one block come to the pool together and leave it after F draws on average. Two
 *       draws close to each other are of one block (r / N) (N / 2F) coth(N / 2F) of the time, not r
 *       / N.
 *   <li>So the counts of strata of whole blocks have a design effect of 1 + n (r / 2F) coth(N / 2F)
 *       at most, and consecutive batches' covariance is n (r / 2F) coth(N / 2F) of independent
 *       draws' variance at most.
 *   <li>A row that was drawn comes back when its block does. The golden ratio's sequence brings a
 *       block back after no fewer than 1 / sqrt(5) of the blocks, when e^-(N / sqrt(5) F) of its
 *       rows are in the pool still: it is drawn again soon after with N / F times that of the
 *       probability of independent draws at most.
 * </ul>
 */
final class PoolDependence {
  /** How much more than expected chance explains. */
  static final double MARGIN = 1.1;

  private static final int BATCH_ROWS = Frequencies.BATCH_ROWS;
  private static final double BLOCK_ROWS = 64;
  private static final int STRATA = 8;

  /** Strata of whole blocks, chosen by chance. */
  final ConsecutiveBatches blocks;

  final ConsecutiveBatches ages;
  private final ClusterPairs pairs;
  private final Frequencies rows;

  /** Every row of the table is sealed. */
  PoolDependence(SampledTable table) {
    this.rows = new Frequencies(table);
    int[] blockOfRow = Arrays.stream(rows.keys).map(table::block).toArray();
    Strata ofBlocks =
        Strata.of(rows.uniform, row -> Math.floorMod(SplitMix64.mix(blockOfRow[row]), STRATA));
    this.blocks = new ConsecutiveBatches(rows.uniform, ofBlocks, BATCH_ROWS);
    this.ages = new ConsecutiveBatches(rows.uniform, new Strata(rows.uniform, STRATA), BATCH_ROWS);
    int handles = Arrays.stream(blockOfRow).max().orElseThrow() + 1;
    this.pairs = new ClusterPairs(blockOfRow, handles, BATCH_ROWS);
  }

  /** Of pairs of one block, in those of independent draws. */
  static double mates(int pool, int rows) {
    return rows / (2.0 * pool) / Math.tanh(rows / (2.0 * pool));
  }

  /** Bound of the covariance of consecutive batches, in variances of independent draws. */
  static double mostCovariance(int pool, int rows) {
    return BATCH_ROWS * BLOCK_ROWS / rows * mates(pool, rows);
  }

  /** Bound of pairs of one row, in those of independent draws. */
  static double mostRepeats(int pool, int rows) {
    return (double) rows / pool * Math.exp(-rows / (Math.sqrt(5) * pool));
  }

  /** {@code draws} gives keys. */
  void draw(Draws draws, int batches) {
    int[] batch = new int[BATCH_ROWS];
    for (int i = 0; i < batches; i++) {
      draws.next(batch);
      for (int j = 0; j < batch.length; j++) {
        batch[j] = rows.row(batch[j]);
      }
      blocks.add(batch);
      ages.add(batch);
      pairs.add(batch);
    }
  }

  double matesInExpected() {
    return pairs.mates().observed() / pairs.mates().expected();
  }

  double repeatsInExpected() {
    return pairs.repeats().observed() / pairs.repeats().expected();
  }

  double commonRowsInExpected() {
    return blocks.commonRows().observed() / blocks.commonRows().expected();
  }

  @Override
  public String toString() {
    return "blocks: design effect %.2f, correlation %.2f; ages: design effect %.2f, correlation %.2f; in those of independent draws: pairs of one block %.2f, of one row %.3f, in consecutive batches %.3f"
        .formatted(
            blocks.designEffect(),
            blocks.correlation(),
            ages.designEffect(),
            ages.correlation(),
            matesInExpected(),
            repeatsInExpected(),
            commonRowsInExpected());
  }
}
