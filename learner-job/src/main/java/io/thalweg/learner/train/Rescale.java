package io.thalweg.learner.train;

import io.thalweg.learner.probe.Probe;
import io.thalweg.learner.sync.Totals;
import io.thalweg.model.evaluate.PrequentialCounts;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What learners leave to a different number of learners. All start at the common base. The deltas
 * of the old ones, times their examples, are carried by rank 0 into the next round, whose average
 * is what it would have been; so are the statistics and figures. The optimizer's moments are the
 * mean weighted by steps, and so is what a strategy holds on to; the learning rate stands where
 * that of the learner with most steps does, and gradients that no step was taken for go to rank 0.
 * Waiting examples follow their replay group; what is kept of earlier periods is dealt out.
 */
final class Rescale {
  static LearnerState forRank(List<LearnerState> all, int rank, int worldSize, IntPredicate owns) {
    ReplicaState first = all.get(0).replica();
    for (LearnerState s : all) {
      if (s.replica().round() != first.round()
          || !Arrays.equals(s.replica().base(), first.base())) {
        throw new IllegalStateException(
            "learners differ at the base: rank %d round %d, rank %d round %d"
                .formatted(all.get(0).rank(), first.round(), s.rank(), s.replica().round()));
      }
    }
    WaitingRows waiting = new WaitingRows();
    all.forEach(s -> waiting.take(s.waiting(), owns));
    boolean heir = rank == 0;
    List<LearnerState> ranked =
        all.stream().sorted(Comparator.comparingInt(LearnerState::rank)).toList();
    return new LearnerState(
        rank,
        worldSize,
        replica(all, first, heir),
        OptimizerState.merged(ranked.stream().map(LearnerState::optimizer).toList(), heir),
        heir ? all.stream().mapToLong(LearnerState::steps).sum() : 0,
        heir ? all.stream().mapToLong(LearnerState::examplesReplayed).sum() : 0,
        all.stream().mapToLong(LearnerState::newestEventMillis).max().orElseThrow(),
        new byte[0],
        heir ? figures(all) : PrequentialCounts.NONE,
        waiting,
        heir ? baseTotals(all) : Totals.NONE,
        Reach.inherited(all.stream().map(LearnerState::reach).toList()),
        Totals.NONE,
        StrategyState.mean(
            ranked.stream().map(LearnerState::strategy).toList(),
            // As moments are: those of its steps that a rescale took from a learner count, too.
            ranked.stream().map(s -> s.optimizer().steps()).toList()),
        RaceState.inherited(ranked.stream().map(LearnerState::race).toList(), heir),
        heir ? all.stream().mapToLong(LearnerState::leftOut).sum() : 0,
        Probe.dealt(ranked.stream().map(LearnerState::probes).toList(), rank, worldSize));
  }

  private static Totals baseTotals(List<LearnerState> all) {
    return all.stream().map(LearnerState::baseTotals).reduce(Totals::plus).orElseThrow();
  }

  private static ReplicaState replica(List<LearnerState> all, ReplicaState first, boolean heir) {
    double[] open = new double[first.openStatistics().length];
    if (heir) {
      for (LearnerState s : all) {
        for (int i = 0; i < open.length; i++) {
          open[i] += s.replica().openStatistics()[i];
        }
      }
    }
    WeightsState weights =
        WeightsState.inherited(all.stream().map(s -> s.replica().weights()).toList(), heir);
    return new ReplicaState(
            first.round(),
            first.base(),
            first.base(),
            first.statistics(),
            open,
            0,
            0,
            new float[0],
            null,
            first.outputs(),
            first.experts().withoutSums())
        .with(weights);
  }

  private static PrequentialCounts figures(List<LearnerState> all) {
    PrequentialCounts sum = PrequentialCounts.NONE;
    for (LearnerState s : all) {
      sum = sum.plus(s.carried()).plus(s.counts());
    }
    return sum;
  }

  private Rescale() {}
}
