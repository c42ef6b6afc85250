package io.thalweg.learner.train;

import io.thalweg.model.feature.RowLayout;
import io.thalweg.replay.RateLimits;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.Retention;
import io.thalweg.replay.Selection;
import io.thalweg.replay.TierSizes;
import java.io.Serializable;
import java.time.Duration;

/**
 * The replay store of a pipeline. Immutable.
 *
 * @param capacityRows over all learners
 * @param minRows of one learner, before it draws any
 * @param timeToLive rows this much older than the newest event are dropped; zero for never
 * @param seed of every random choice
 */
public record ReplaySpec(
    long capacityRows,
    long minRows,
    Retention retention,
    Draw draw,
    Duration timeToLive,
    Tiers tiers,
    long seed)
    implements Serializable {

  /** Keeps rows of priority 0 in reach. */
  private static final double PRIORITY_EPSILON = 0.01;

  /** How rows are drawn, with replacement. */
  public sealed interface Draw extends Serializable {}

  /** Every stored row equally likely. */
  public record Uniform() implements Draw {}

  /**
   * Likewise, and a row is named before it is looked for: what is drawn doesn't depend on where
   * rows lie, and so not on checkpoints either, which move them. Rows that aren't in memory cost a
   * read each.
   */
  public record UniformByRow() implements Draw {}

  /** A row that is older by {@code halfLife} half as likely, which is a bias by choice. */
  public record Recency(Duration halfLife) implements Draw {}

  /**
   * By the loss that a row had when it was drawn last.
   *
   * @param alpha 0 (uniform) to 1 (in proportion to the loss)
   * @param beta how much of that the weights of the gradient take back, 0 to 1
   */
  public record Prioritized(double alpha, double beta) implements Draw {}

  /**
   * Memory and disk of one learner, in bytes.
   *
   * @param hotBytes rows that are drawn without reading, off-heap
   * @param warmMemoryBytes RocksDB's cache and write buffers
   * @param warmDiskBytes RocksDB's files; 0 for what the capacity needs at most
   * @param coldDiskBytes compressed segment files; 0 for no cold tier
   */
  public record Tiers(long hotBytes, long warmMemoryBytes, long warmDiskBytes, long coldDiskBytes)
      implements Serializable {}

  /**
   * The table that a learner opens.
   *
   * @param rows that it holds
   * @param groups of the whole key space
   */
  public ReplayConfig table(RowLayout rows, int groups) {
    return ReplayConfig.of(rows.rowBytes(), groups, capacityRows)
        .withRetention(retention)
        .withSelection(selection())
        .withLimits(new RateLimits(minRows, 0, 0))
        .withTiers(
            TierSizes.of(tiers.hotBytes(), tiers.warmMemoryBytes())
                .withDisk(tiers.warmDiskBytes(), tiers.coldDiskBytes()))
        .withSeed(seed);
  }

  private Selection selection() {
    if (draw instanceof Recency r) {
      return new Selection.RecencyWeighted(r.halfLife());
    } else if (draw instanceof Prioritized p) {
      return new Selection.Prioritized(p.alpha(), PRIORITY_EPSILON);
    }
    return draw instanceof UniformByRow
        ? new Selection.Prioritized(0, PRIORITY_EPSILON)
        : Selection.UNIFORM;
  }

  /** Whether the table wants to know the losses of the rows that were drawn. */
  boolean wantsLosses() {
    return retention == Retention.LOSS_AWARE || draw instanceof Prioritized;
  }
}
