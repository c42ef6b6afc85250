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
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The replay table in a learner's step: fresh rows in, drawn rows out with their weights, their
 * losses back. Confined to one thread. The table stays the caller's; closing frees the batches.
 */
public final class Experience implements AutoCloseable {
  private final ReplaySpec spec;
  private final ReplayConfig config;
  private final Head head;
  private final ReplayTable table;
  private final List<ReplayBatch> batches;
  private final ByteBuffer entry;
  private final Expiry expiry;
  private final ErasedSubjects erased = new ErasedSubjects();
  private final DrawnRows drawnRows;
  private final float[] scratch;
  private boolean tells;
  private long expiredBefore = Expiry.NOTHING_SEEN;

  private Experience(
      ReplaySpec spec,
      Head head,
      ReplayConfig config,
      ReplayTable table,
      List<ReplayBatch> batches,
      DrawnRows drawnRows,
      boolean tells) {
    this.spec = spec;
    this.config = config;
    this.tells = tells;
    this.head = head;
    this.table = table;
    this.batches = batches;
    this.drawnRows = drawnRows;
    this.entry =
        ByteBuffer.allocate(config.rowBytes() + config.columnBytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    this.expiry = new Expiry(spec.timeToLive());
    this.scratch = new float[batches.get(0).capacity()];
  }

  /**
   * Opens the learner's side of a table; the caller closes it.
   *
   * @param config of the table, from {@link ReplaySpec#table}
   */
  public static Experience open(
      ReplaySpec spec, Head head, TrainingConfig training, ReplayConfig config, ReplayTable table) {
    DrawnRows counts = new DrawnRows(config.rowBytes(), head.classes());
    return new Experience(spec, head, config, table, batches(training, config), counts, true);
  }

  /** Opens that of a challenger: it draws from the same table, and tells it nothing. */
  Experience beside(TrainingConfig training) {
    return new Experience(spec, head, config, table, batches(training, config), drawnRows, false);
  }

  /** From here on the table hears how well the model does: it is the champion. */
  void tellFromNow() {
    tells = true;
  }

  private static List<ReplayBatch> batches(TrainingConfig training, ReplayConfig config) {
    int rows = Math.max(1, training.maxDrawn());
    List<ReplayBatch> batches = new ArrayList<>();
    for (int i = 0; i < training.strategy().rehearsal().draws(); i++) {
      batches.add(ReplayBatch.allocate(config, rows));
    }
    return batches;
  }

  /**
   * Offers a learned row and what lies beside it, unless it is too old by now.
   *
   * @param columns float32, the row's from {@code from} on; only where the table has room for them
   */
  void offer(String id, int group, Origin origin, ByteBuffer row, float[] columns, int from) {
    entry.clear().put(row.duplicate());
    for (int i = from; entry.hasRemaining(); i++) {
      entry.putFloat(columns[i]);
    }
    offer(id, group, origin, entry.flip());
  }

  /**
   * Offers a learned row, unless it is too old by now, or was to be erased while it was learned.
   */
  void offer(String id, int group, Origin origin, ByteBuffer row) {
    long timeMillis = RowLayout.eventTimeMillis(row, 0);
    expiry.seen(timeMillis);
    long key = ExampleKeys.of(id);
    if (timeMillis >= expiry.limitMillis()
        && !erased.covers(origin.subject(), timeMillis)
        && (!origin.revised() || table.contains(key))) {
      table.offer(group, new RowMeta(key, origin.subject(), timeMillis, classLabel(row), 0), row);
    }
  }

  /** Takes all rows of subjects out of the table, and keeps those out that are on their way. */
  void erase(Map<Long, Long> untilMillis) {
    erased.add(untilMillis);
    long[] subjects = untilMillis.keySet().stream().mapToLong(s -> s).toArray();
    erased.countRows(table.eraseSubjects(subjects));
  }

  /** Whether an example is to be neither learned nor kept; counted if so. */
  public boolean refuses(long subject, long eventTimeMillis) {
    boolean refused = erased.covers(subject, eventTimeMillis);
    if (refused) {
      erased.countExamples(1);
    }
    return refused;
  }

  /** Whom nothing is kept of, borrowed. */
  public ErasedSubjects erased() {
    return erased;
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

  /** Whatever happened earlier is too old, milliseconds since the epoch. */
  long limitMillis() {
    return expiry.limitMillis();
  }

  /** Drops what happened before, once. */
  void forgetBefore(long eventTimeMillis) {
    table.expireBefore(eventTimeMillis);
  }

  /**
   * Draws so many rows, or none, and returns their number.
   *
   * @param draw which of the step's, from 0 on; each keeps its rows until it is made again
   */
  int draw(int draw, int rows) {
    int drawn = rows == 0 ? 0 : table.sample(rows, batches.get(draw));
    if (tells) {
      drawnRows.count(batches.get(draw).rows(), drawn, newestMillis());
    }
    return drawn;
  }

  /** The rows of a draw, little endian, one behind the other, borrowed. */
  ByteBuffer rowsView(int draw) {
    return batches.get(draw).rows();
  }

  /** Copies the logits that lie beside the rows of a draw: float32, (rows, outputs). */
  void logits(int draw, int drawn, float[] out) {
    batches.get(draw).columns().asFloatBuffer().get(0, out, 0, drawn * head.outputs());
  }

  /** Copies what the rows of a draw were marked with: float32, (rows). */
  void marks(int draw, int drawn, float[] out) {
    batches.get(draw).columns().asFloatBuffer().get(0, out, 0, drawn);
  }

  /** Puts the weights of a draw's rows behind the first {@code from}. */
  void weigh(int draw, float[] weights, int from, int drawn) {
    if (spec.draw() instanceof Prioritized p) {
      ImportanceWeights.fill(batches.get(draw)::probability, drawn, p.beta(), scratch);
      System.arraycopy(scratch, 0, weights, from, drawn);
    } else {
      Arrays.fill(weights, from, from + drawn, 1);
    }
  }

  /**
   * Tells the table how well the model did on the rows of a draw.
   *
   * @param logits of all rows of the step, targets likewise
   * @param from which row of the step was drawn first
   */
  void tell(int draw, Loss loss, float[] logits, float[] targets, int from, int drawn) {
    if (drawn == 0 || !tells || !spec.wantsLosses()) {
      return;
    }
    for (int i = 0; i < drawn; i++) {
      scratch[i] = (float) Math.min(loss.ofRow(logits, targets, from + i), Float.MAX_VALUE);
    }
    table.updatePriorities(batches.get(draw), scratch);
  }

  /** What the champion has drawn, from any thread. */
  public DrawnRows drawnRows() {
    return drawnRows;
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
    batches.forEach(ReplayBatch::close);
  }
}
