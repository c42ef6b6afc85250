package io.thalweg.learner.train;

import io.thalweg.learner.train.ReplaySpec.Prioritized;
import io.thalweg.model.Head;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.replay.ReplayBatch;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.RowMeta;
import io.thalweg.replay.select.ImportanceWeights;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The replay table in a learner's step: fresh rows in, drawn rows out with their weights, their
 * losses back. Confined to one thread. The table stays the caller's; closing frees the batch.
 */
public final class Experience implements AutoCloseable {
  private final ReplaySpec spec;
  private final Head head;
  private final ReplayTable table;
  private final ReplayBatch batch;
  private final Expiry expiry;
  private final float[] scratch;
  private long expiredBefore = Expiry.NOTHING_SEEN;

  private Experience(ReplaySpec spec, Head head, ReplayTable table, ReplayBatch batch) {
    this.spec = spec;
    this.head = head;
    this.table = table;
    this.batch = batch;
    this.expiry = new Expiry(spec.timeToLive());
    this.scratch = new float[batch.capacity()];
  }

  /**
   * Opens the learner's side of a table; the caller closes it.
   *
   * @param config of the table, from {@link ReplaySpec#table}
   */
  public static Experience open(
      ReplaySpec spec, Head head, TrainingConfig training, ReplayConfig config, ReplayTable table) {
    int rows = Math.max(1, training.maxReplayed());
    return new Experience(spec, head, table, ReplayBatch.allocate(config, rows));
  }

  /** Offers a learned row, unless it is too old by now. */
  void offer(String id, int group, ByteBuffer row) {
    long timeMillis = RowLayout.eventTimeMillis(row, 0);
    expiry.seen(timeMillis);
    if (timeMillis >= expiry.limitMillis()) {
      table.offer(group, new RowMeta(ExampleKeys.of(id), 0, timeMillis, classLabel(row), 0), row);
    }
  }

  private int classLabel(ByteBuffer row) {
    return head.classes() == 0 ? 0 : (int) RowLayout.label(row, 0);
  }

  /** Drops what is too old by now. To be called in every step, after its offers. */
  void expire() {
    long limit = expiry.limitMillis();
    if (limit > expiredBefore) {
      table.expireBefore(limit);
      expiredBefore = limit;
    }
  }

  /** Draws so many rows, or none, and returns their number. */
  int draw(int rows) {
    return rows == 0 ? 0 : table.sample(rows, batch);
  }

  /** The rows that were drawn last, little endian, one behind the other, borrowed. */
  ByteBuffer rowsView() {
    return batch.rows();
  }

  /** Puts the weights of the rows that were drawn last behind the first {@code from}. */
  void weigh(float[] weights, int from, int drawn) {
    if (spec.draw() instanceof Prioritized p) {
      ImportanceWeights.fill(batch::probability, drawn, p.beta(), scratch);
      System.arraycopy(scratch, 0, weights, from, drawn);
    } else {
      Arrays.fill(weights, from, from + drawn, 1);
    }
  }

  /**
   * Tells the table how well the model did on the rows that were drawn last.
   *
   * @param logits of all rows of the step, targets likewise
   * @param from which row of the step was drawn first
   */
  void tell(Loss loss, float[] logits, float[] targets, int from, int drawn) {
    if (drawn == 0 || !spec.wantsLosses()) {
      return;
    }
    for (int i = 0; i < drawn; i++) {
      scratch[i] = (float) Math.min(loss.ofRow(logits, targets, from + i), Float.MAX_VALUE);
    }
    table.updatePriorities(batch, scratch);
  }

  /** The largest event time so far. */
  long newestMillis() {
    return expiry.newestMillis();
  }

  /** Goes on from a checkpoint. */
  void restore(long newestMillis) {
    expiry.seen(newestMillis);
  }

  @Override
  public void close() {
    batch.close();
  }
}
