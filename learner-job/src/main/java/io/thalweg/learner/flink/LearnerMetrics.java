package io.thalweg.learner.flink;

import io.thalweg.learner.probe.ProbeSpec;
import io.thalweg.learner.sync.MarkedReplica.Phase;
import io.thalweg.learner.train.CandidateSpec;
import io.thalweg.learner.train.ErasedSubjects;
import io.thalweg.learner.train.OnlineLearner;
import io.thalweg.learner.train.RaceSpec;
import io.thalweg.learner.train.Standing;
import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.evaluate.Prequential;
import io.thalweg.model.evaluate.PrequentialCounts;
import io.thalweg.replay.ReplayStats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * A learner's figures as Flink metrics. Totals count since the very first start, because they are
 * restored with the state; block reads count since this one. Published by the task's thread, read
 * by any.
 */
final class LearnerMetrics {
  private volatile @Nullable Figures figures;
  private final ProbeMetrics probes;

  private record Figures(
      PrequentialCounts prequential,
      ReplayStats replay,
      double judged,
      Map<String, Double> figures,
      List<Long> drifts,
      boolean drifting,
      long steps,
      long replayed,
      int waiting,
      int roundsOwed,
      int promotions,
      RoutedExperts.Counts experts,
      long examplesErased,
      long rowsErased,
      long leftOut,
      Map<String, Double> better) {}

  /**
   * Adds them to the operator's group.
   *
   * @param spec whose head says which figures there are
   * @param detectors how many
   * @param race whose challengers have a figure each
   * @param probes what is probed
   */
  static LearnerMetrics register(
      MetricGroup operator, ModelSpec spec, int detectors, RaceSpec race, ProbeSpec probes) {
    MetricGroup group = operator.addGroup(MetricNames.GROUP);
    LearnerMetrics m = new LearnerMetrics(ProbeMetrics.register(group, spec, probes));
    m.count(group, MetricNames.EXAMPLES_TRAINED, f -> f.prequential().examples());
    m.count(group, MetricNames.EXAMPLES_REPLAYED, Figures::replayed);
    m.count(group, MetricNames.EXAMPLES_WAITING, Figures::waiting);
    m.count(group, MetricNames.ROUNDS_OWED, Figures::roundsOwed);
    m.count(group, MetricNames.NEGATIVES_LEFT_OUT, Figures::leftOut);
    m.count(group, MetricNames.STEPS, Figures::steps);
    m.count(group, MetricNames.CORRECT, f -> f.prequential().correct());
    m.count(group, MetricNames.CORRECT_NO_CHANGE, f -> f.prequential().noChangeCorrect());
    m.count(group, MetricNames.CORRECT_MAJORITY, f -> f.prequential().majorityCorrect());
    m.number(group, MetricNames.LOG_LOSS_SUM, f -> f.prequential().logLossSum());
    m.number(group, MetricNames.EXAMPLES_JUDGED, Figures::judged);
    for (String name : figures(new Prequential(spec.head())).keySet()) {
      m.number(
          group,
          MetricNames.judged(name),
          f -> f.judged() * f.figures().getOrDefault(name, Double.NaN));
    }
    for (int i = 0; i < detectors; i++) {
      int detector = i;
      m.count(group, MetricNames.drifts(i), f -> f.drifts().get(detector));
    }
    m.count(group, MetricNames.PROMOTIONS, Figures::promotions);
    m.count(group, MetricNames.EXPERTS, f -> f.experts().known());
    m.count(group, MetricNames.EXPERT_CHOSEN, f -> f.experts().chosen());
    m.count(group, MetricNames.EXPERTS_ADDED, f -> f.experts().added());
    m.count(group, MetricNames.EXPERTS_RECALLED, f -> f.experts().recalled());
    m.count(group, MetricNames.EXAMPLES_ERASED, Figures::examplesErased);
    m.count(group, MetricNames.REPLAY_ROWS_ERASED, Figures::rowsErased);
    m.count(group, MetricNames.CHALLENGERS_RUNNING, f -> f.better().size());
    for (CandidateSpec c : race.challengers()) {
      m.number(
          group,
          MetricNames.betterThanChampion(c.name()),
          f -> f.better().getOrDefault(c.name(), Double.NaN));
    }
    m.count(group, MetricNames.DRIFTING, f -> f.drifting() ? 1 : 0);
    m.count(group, MetricNames.REPLAY_ROWS, f -> f.replay().size());
    m.count(group, MetricNames.REPLAY_HOT_ROWS, f -> f.replay().hotRows());
    m.count(group, MetricNames.REPLAY_WARM_ROWS, f -> f.replay().warmRows());
    m.count(group, MetricNames.REPLAY_BLOCK_READS, f -> f.replay().blockReads());
    m.count(group, MetricNames.REPLAY_WARM_DISK_BYTES, f -> f.replay().warmDiskBytes());
    m.count(group, MetricNames.REPLAY_COLD_DISK_BYTES, f -> f.replay().coldDiskBytes());
    return m;
  }

  void publish(OnlineLearner learner, ErasedSubjects erased, ReplayStats replay) {
    probes.publish(learner.probes());
    figures =
        new Figures(
            learner.prequential(),
            replay,
            learner.prequentialView().sumsView().weight(),
            figures(learner.prequentialView()),
            learner.driftView().drifts(),
            learner.driftView().isDrifting(),
            learner.steps(),
            learner.examplesReplayed(),
            learner.waiting(),
            learner.phase() == Phase.FROZEN ? 1 : 0,
            learner.promotions(),
            learner.experts(),
            erased.examples(),
            erased.rows(),
            learner.negativesLeftOut(),
            better(learner.standings()));
  }

  private static Map<String, Double> better(List<Standing> standings) {
    Map<String, Double> better = new HashMap<>();
    standings.forEach(s -> better.put(s.challenger(), s.better()));
    return better;
  }

  private static Map<String, Double> figures(Prequential prequential) {
    Map<String, Double> figures = new HashMap<>(prequential.sumsView().metrics());
    figures.put("auc", prequential.auc());
    return figures;
  }

  private void count(MetricGroup group, String name, ToLongFunction<Figures> of) {
    group.gauge(
        name,
        () -> {
          Figures f = figures;
          return f == null ? 0L : of.applyAsLong(f);
        });
  }

  private void number(MetricGroup group, String name, ToDoubleFunction<Figures> of) {
    group.gauge(
        name,
        () -> {
          Figures f = figures;
          return f == null ? 0.0 : of.applyAsDouble(f);
        });
  }

  private LearnerMetrics(ProbeMetrics probes) {
    this.probes = probes;
  }
}
