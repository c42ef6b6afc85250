package io.thalweg.learner.train;

import io.thalweg.learner.drift.Reactions;
import io.thalweg.model.Head;
import io.thalweg.model.evaluate.Outcome;
import io.thalweg.model.feature.LabelSet;
import io.thalweg.model.feature.RowLayout;

/**
 * What the model's predictions of fresh rows have shown, and which rows they were. Confined to one
 * thread.
 */
final class Testing {
  private final int outputs;
  private final int targets;
  private final int labels;
  private final Figures figures;
  private final LearnedSink sink;
  private final ReadyTimes readyTimes = new ReadyTimes();
  private final LearnDelay delay = new LearnDelay();
  private Reach reach = new Reach();
  private long leftOut;

  Testing(Head head, LearnedSink sink) {
    this.outputs = head.outputs();
    this.targets = head.targets();
    this.labels = head.labels();
    this.figures = new Figures(head);
    this.sink = sink;
  }

  Figures figures() {
    return figures;
  }

  ReadyTimes readyTimes() {
    return readyTimes;
  }

  LearnDelay delay() {
    return delay;
  }

  /** How far its learner has come in its partitions. */
  Reach reach() {
    return reach;
  }

  /** Negatives that weren't learned, since the first start. */
  long leftOut() {
    return leftOut;
  }

  void restore(Reach then, long leftOutThen) {
    reach = then;
    leftOut = leftOutThen;
  }

  /** An example comes and isn't learned. */
  void leaveOut(String id, float label, Origin origin) {
    reach.leftOut(origin);
    leftOut++;
    sink.learned(id, label, LabelSet.ABSENT, Float.NaN, LearnedSink.LEFT_OUT);
  }

  /**
   * Takes down what was predicted.
   *
   * @param training whose first logits are the fresh rows', and outputs afterwards
   * @param step that has predicted them
   */
  void report(TrainingStep training, FreshRows fresh, int rows, long step, Reactions reactions) {
    StepRows at = training.rows();
    Loss loss = training.loss();
    loss.outputs(at.logits, rows);
    long now = System.currentTimeMillis();
    for (int i = 0; i < rows; i++) {
      int row = i * fresh.rowBytes();
      Outcome outcome = figures.add(at.targets, i * targets, at.logits, i * outputs);
      figures.drift().observed(outcome, fresh.rowsView(), row, reactions);
      reach.learned(fresh.origin(i));
      long ready = RowLayout.readyTimeMillis(fresh.rowsView(), row);
      readyTimes.learned(ready);
      delay.add(now - ready);
      float label = RowLayout.label(fresh.rowsView(), row);
      sink.learned(
          fresh.id(i), label, labels(at.targets, i * targets), loss.score(at.logits, i), step);
    }
  }

  private LabelSet labels(float[] of, int from) {
    return labels == 0 ? LabelSet.ABSENT : LabelSet.ofTargets(of, from, labels);
  }
}
