package io.thalweg.learner.train;

import io.thalweg.learner.train.strategy.ServedTeacher;
import io.thalweg.learner.train.strategy.StrategySpec;
import io.thalweg.model.Experts;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How a learner trains.
 *
 * @param batch fresh examples in a step
 * @param replayPerFresh replayed examples beside each fresh one; 0 turns replay off
 * @param replaySteps steps with the same fresh examples, each with a draw of its own
 * @param descent how gradients become steps of the optimizer
 * @param served what is lost of a server's answers, which every row then has room for; null:
 *     nothing
 * @param fakeNegatives whether fresh rows of class 0 may turn out to be of class 1, and come again
 *     then, for which {@link FakeNegatives} makes up
 * @param negatives which examples of class 0 are learned
 */
public record TrainingConfig(
    int batch,
    double replayPerFresh,
    int replaySteps,
    OptimizerSpec optimizer,
    DescentSpec descent,
    StrategySpec strategy,
    @Nullable ServedTeacher served,
    boolean fakeNegatives,
    NegativeSampling negatives)
    implements Serializable {

  /** Every label is the last word, and no example is left out. */
  public TrainingConfig(
      int batch,
      double replayPerFresh,
      int replaySteps,
      OptimizerSpec optimizer,
      DescentSpec descent,
      StrategySpec strategy,
      @Nullable ServedTeacher served) {
    this(
        batch,
        replayPerFresh,
        replaySteps,
        optimizer,
        descent,
        strategy,
        served,
        false,
        NegativeSampling.NONE);
  }

  /** Nobody answers beside the learner. */
  public TrainingConfig(
      int batch,
      double replayPerFresh,
      int replaySteps,
      OptimizerSpec optimizer,
      DescentSpec descent,
      StrategySpec strategy) {
    this(batch, replayPerFresh, replaySteps, optimizer, descent, strategy, null);
  }

  /** One step for each fresh example, plain replay. */
  public TrainingConfig(
      int batch, double replayPerFresh, OptimizerSpec optimizer, DescentSpec descent) {
    this(batch, replayPerFresh, 1, optimizer, descent, StrategySpec.NONE);
  }

  /** With a plain descent. */
  public TrainingConfig(int batch, double replayPerFresh, OptimizerSpec optimizer) {
    this(batch, replayPerFresh, optimizer, DescentSpec.PLAIN);
  }

  /**
   * Replayed rows beside the fresh examples {@code learned + 1} to {@code learned + fresh}. What a
   * step's rounding leaves out a later one makes up for, so that small batches keep the ratio.
   *
   * @param factor of the ratio, 0 to 1
   */
  int replayed(long learned, int fresh, double factor) {
    double ratio = replayPerFresh * factor;
    long wanted = Math.round((learned + fresh) * ratio) - Math.round(learned * ratio);
    return (int) Math.min(wanted, maxReplayed());
  }

  /** Replayed rows of the largest batch, in one draw. */
  int maxReplayed() {
    return (int) Math.ceil(batch * replayPerFresh);
  }

  /** Rows of the largest draw, of which a step may use only some. */
  int maxDrawn() {
    return strategy.rehearsal().candidates() * maxReplayed();
  }

  /** The same without a server's answers. */
  public TrainingConfig alone() {
    return with(null, fakeNegatives, negatives);
  }

  /** The same, for fresh rows whose class 0 is provisional, or not. */
  public TrainingConfig withFakeNegatives(boolean weighed) {
    return with(served, weighed, negatives);
  }

  /** The same, for only so many of the examples of class 0. */
  public TrainingConfig withNegatives(NegativeSampling sampling) {
    return with(served, fakeNegatives, sampling);
  }

  private TrainingConfig with(
      @Nullable ServedTeacher teacher, boolean weighed, NegativeSampling sampling) {
    return new TrainingConfig(
        batch,
        replayPerFresh,
        replaySteps,
        optimizer,
        descent,
        strategy,
        teacher,
        weighed,
        sampling);
  }

  /** Of the rows that come to the learner and lie in replay. */
  public RowLayout rowLayout(ModelSpec model) {
    return model.rowLayout().withLogits(served == null ? 0 : model.head().outputs());
  }

  /** Bytes beside every stored row: what the strategy wants, and what tells its regime. */
  public int columnBytes(ModelSpec model) {
    boolean routed = model.architecture() instanceof Experts;
    return strategy.columnBytes(model.head().outputs()) + (routed ? Float.BYTES : 0);
  }

  /** Rows of the largest batch that an engine is given. */
  public int maxRows() {
    return Math.max(batch + strategy.rehearsal().draws() * maxReplayed(), maxDrawn());
  }
}
