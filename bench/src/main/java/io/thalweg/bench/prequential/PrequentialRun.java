package io.thalweg.bench.prequential;

import io.thalweg.bench.Row;
import io.thalweg.ingestion.file.BadLineException;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.flink.ReplayGroups;
import io.thalweg.learner.train.CandidateSpec;
import io.thalweg.learner.train.Experience;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.LearnedSink;
import io.thalweg.learner.train.OnlineLearner;
import io.thalweg.learner.train.Origin;
import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.replay.GroupRange;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A lone learner's way through a file: what a pipeline of one learner does with the same rows in
 * the same order, as fast as it goes. Confined to one thread.
 */
public final class PrequentialRun {
  private static final int GROUPS = PipelineConfig.GROUPS;
  private static final int REPORT_EVERY = 64;
  private static final long ROW_MILLIS = 1000;

  private final Subject subject;
  private final PrequentialProgress progress;

  public PrequentialRun(Subject subject, PrequentialProgress progress) {
    this.subject = subject;
    this.progress = progress;
  }

  /** When a row happened that has no time: a second after the one before. */
  public static long timeMillis(long number) {
    return number * ROW_MILLIS;
  }

  /**
   * Predicts and learns all rows.
   *
   * @param directory empty, for the replay store
   */
  PrequentialFigures learn(Path directory) throws IOException, BadLineException {
    return learn(directory, (id, label, labels, score, step) -> {});
  }

  /**
   * Predicts and learns all rows.
   *
   * @param directory empty, for the replay store
   * @param sink is told of each row, in their order
   */
  public PrequentialFigures learn(Path directory, LearnedSink sink)
      throws IOException, BadLineException {
    ReplayConfig config =
        subject
            .replay()
            .table(subject.model().rowLayout(), GROUPS)
            .withColumns(subject.training().columnBytes(subject.model()));
    try (LabelledRows rows = subject.rows().open();
        ReplayTable table = ReplayTable.open(config, new GroupRange(0, GROUPS - 1), directory);
        Experience experience =
            Experience.open(
                subject.replay(), subject.model().head(), subject.training(), config, table);
        GradientEngine engine =
            subject.engines().open(subject.model(), subject.training().maxRows());
        OnlineLearner learner =
            new OnlineLearner(
                new CandidateSpec("", subject.model(), subject.training()),
                subject.race(),
                initialParameters(),
                engine,
                subject.engines(),
                experience,
                sink)) {
      ChallengerFigures challengers = new ChallengerFigures(learner);
      learner.watch(subject.drift());
      long start = System.nanoTime();
      long n = 0;
      while (n < subject.total() && rows.advance()) {
        n++;
        int group = ReplayGroups.of(rows.keyHash(), GROUPS);
        learner.learn(rows.id(), group, Origin.UNKNOWN, rows.row());
        commitWhenDue(learner, challengers);
        if (n % REPORT_EVERY == 0) {
          progress.learned(n, subject.total(), learner.prequential());
        }
      }
      if (learner.needsRound()) {
        learner.commitAlone();
      }
      learner.flush();
      challengers.look();
      progress.learned(n, subject.total(), learner.prequential());
      double seconds = (System.nanoTime() - start) / 1e9;
      return new PrequentialFigures(
          subject.model().head(),
          learner.prequential(),
          learner.prequentialView().sumsView().metrics(),
          further(learner, challengers),
          seconds);
    }
  }

  private List<Row> further(OnlineLearner learner, ChallengerFigures challengers) {
    List<Row> rows = new ArrayList<>(challengers.rows(subject.model().head()));
    RoutedExperts.Counts experts = learner.experts();
    if (experts.known() > 0) {
      rows.add(PrequentialFigures.figure("experts", experts.known(), ""));
      rows.add(PrequentialFigures.figure("experts-recalled", (double) experts.recalled(), "times"));
    }
    return rows;
  }

  private float[] initialParameters() throws IOException {
    ModelSpec model = subject.model();
    return subject.warmStart().isPresent()
        ? subject.warmStart().get().parameters(model)
        : Initializer.heNormal(model);
  }

  /** Where a lone learner of a pipeline commits, too. */
  private void commitWhenDue(OnlineLearner learner, ChallengerFigures challengers) {
    boolean held = learner.needsRound() && learner.waiting() >= subject.training().batch();
    if (held || learner.openExamples() >= subject.roundEvery()) {
      challengers.look();
      learner.commitAlone();
    }
  }
}
