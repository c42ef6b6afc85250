package io.thalweg.learner.train;

import io.thalweg.learner.probe.Examinee;
import io.thalweg.learner.probe.Probe;
import io.thalweg.learner.probe.ProbeFigures;
import io.thalweg.learner.probe.ProbeSpec;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.evaluate.Examiner;
import io.thalweg.model.evaluate.Outcome;
import io.thalweg.model.evaluate.Outcome.Classified;
import io.thalweg.model.evaluate.Outcome.Multilabelled;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.feature.Standardization;
import java.nio.ByteBuffer;

/**
 * Hands what was learned to the probes, and asks the champion about what they have kept. It uses
 * the rows of the champion's step, between two steps, and changes nothing that is learned from.
 * Confined to one thread.
 */
final class Probing implements Examinee {
  /** Rows at a time, whatever the engine could take: nobody is to wait for them. */
  private static final int MOST_ROWS = 256;

  private final Head head;
  private final Contest contest;
  private final Standardization standardization;
  private final Experience experience;
  private final Examiner examiner;
  private final Probe probe;
  private long expiredBefore = Expiry.NOTHING_SEEN;

  Probing(
      ProbeSpec wanted,
      ModelSpec model,
      RowLayout layout,
      Contest contest,
      Standardization standardization,
      Experience experience) {
    this.head = model.head();
    this.contest = contest;
    this.standardization = standardization;
    this.experience = experience;
    this.examiner = new Examiner(head);
    ProbeSpec spec = head.isRightOrWrong() ? wanted : wanted.withoutRows();
    this.probe = new Probe(spec, layout, model.features());
  }

  /**
   * The first of the fresh rows were learned.
   *
   * @param trained rows of all kinds in all steps with them
   */
  void learned(FreshRows fresh, int rows, long trained) {
    if (probe.isOff()) {
      return;
    }
    dropExpired();
    int compared = 0;
    for (int i = 0; i < rows; i++) {
      if (fresh.origin(i).revised()) {
        compare(fresh, compared, i);
        compared = i + 1;
      }
      recall(fresh, i);
    }
    compare(fresh, compared, rows);
    probe.test(trained, this);
  }

  private void compare(FreshRows fresh, int from, int to) {
    probe.compare(fresh.rowsView(), from * fresh.rowBytes(), fresh.rowBytes(), to - from);
  }

  private void recall(FreshRows fresh, int i) {
    int at = i * fresh.rowBytes();
    String id = fresh.id(i);
    Origin origin = fresh.origin(i);
    if (origin.revised()) {
      probe.revised(ExampleKeys.of(id), origin.subject(), fresh.rowsView(), at);
    } else if (RowLayout.eventTimeMillis(fresh.rowsView(), at) >= expiredBefore) {
      probe.learned(() -> ExampleKeys.of(id), origin.subject(), fresh.rowsView(), at);
    }
  }

  private void dropExpired() {
    long limit = experience.limitMillis();
    if (limit > expiredBefore) {
      probe.removeIf((subject, eventTimeMillis) -> eventTimeMillis < limit);
      expiredBefore = limit;
    }
  }

  void dropErased() {
    probe.removeIf(experience.erased()::covers);
  }

  /** Values that aren't counted yet say whose they are by their place. */
  void forgetFirstValues() {
    probe.forgetFirstValues();
  }

  ProbeFigures figures() {
    return probe.figures();
  }

  byte[] toBytes() {
    return probe.toBytes();
  }

  void restore(byte[] bytes) {
    probe.restore(bytes);
  }

  @Override
  public int mostRows() {
    return Math.min(MOST_ROWS, contest.champion().spec().training().maxRows());
  }

  @Override
  public void judge(ByteBuffer rows, int count, boolean[] right, int from) {
    Candidate champion = contest.champion();
    StepRows at = champion.rows();
    at.encode(rows, count, 0);
    at.standardize(standardization, count);
    champion.engine().forward(at.dense, count, at.logits);
    champion.training().loss().outputs(at.logits, count);
    for (int i = 0; i < count; i++) {
      Outcome outcome =
          examiner.judge(at.targets, i * head.targets(), at.logits, i * head.outputs());
      right[from + i] = isRight(outcome);
    }
  }

  private static boolean isRight(Outcome outcome) {
    return outcome instanceof Classified c
        ? c.isRight()
        : outcome instanceof Multilabelled m && m.isRight();
  }
}
