package io.thalweg.learner.train;

import io.thalweg.learner.sync.Totals;
import io.thalweg.learner.train.experts.ExpertLayout;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.evaluate.PrequentialCounts;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * One learner in a checkpoint, all but its replay store. The arrays aren't changed any more once
 * they are here.
 */
public final class LearnerState {
  private final int rank;
  private final int worldSize;
  private final ReplicaState replica;
  private final OptimizerState optimizer;
  private final long steps;
  private final long examplesReplayed;
  private final long newestEventMillis;
  private final byte[] prequential;
  private final PrequentialCounts carried;
  private final WaitingRows waiting;
  private final Totals baseTotals;
  private final Reach reach;
  private final Totals frozenTotals;
  private final StrategyState strategy;
  private final RaceState race;
  private final long leftOut;
  private final byte[] probes;

  /**
   * What {@link OnlineLearner#toState} puts together.
   *
   * @param newestEventMillis the largest event time that was learned
   * @param prequential of this learner, in its own format; empty for none
   * @param carried figures of learners that are no more
   * @param baseTotals what the base contains of what this learner has done
   * @param reach how far it has come in its partitions
   * @param frozenTotals as they were when the running round was frozen, if one is
   * @param strategy what it holds on to
   * @param race who is champion, and who challenges
   * @param leftOut negatives that weren't learned
   * @param probes of this learner, in their own format; empty for none
   */
  LearnerState(
      int rank,
      int worldSize,
      ReplicaState replica,
      OptimizerState optimizer,
      long steps,
      long examplesReplayed,
      long newestEventMillis,
      byte[] prequential,
      PrequentialCounts carried,
      WaitingRows waiting,
      Totals baseTotals,
      Reach reach,
      Totals frozenTotals,
      StrategyState strategy,
      RaceState race,
      long leftOut,
      byte[] probes) {
    this.rank = rank;
    this.worldSize = worldSize;
    this.replica = replica;
    this.optimizer = optimizer;
    this.steps = steps;
    this.examplesReplayed = examplesReplayed;
    this.newestEventMillis = newestEventMillis;
    this.prequential = prequential;
    this.carried = carried;
    this.waiting = waiting;
    this.baseTotals = baseTotals;
    this.reach = reach;
    this.frozenTotals = frozenTotals;
    this.strategy = strategy;
    this.race = race;
    this.leftOut = leftOut;
    this.probes = probes;
  }

  int rank() {
    return rank;
  }

  public int worldSize() {
    return worldSize;
  }

  ReplicaState replica() {
    return replica;
  }

  OptimizerState optimizer() {
    return optimizer;
  }

  long steps() {
    return steps;
  }

  long examplesReplayed() {
    return examplesReplayed;
  }

  long newestEventMillis() {
    return newestEventMillis;
  }

  byte[] prequential() {
    return prequential;
  }

  /** This learner's own figures, those carried for others not included. */
  PrequentialCounts counts() {
    return Figures.countsIn(prequential);
  }

  PrequentialCounts carried() {
    return carried;
  }

  WaitingRows waiting() {
    return waiting;
  }

  Totals baseTotals() {
    return baseTotals;
  }

  Reach reach() {
    return reach;
  }

  Totals frozenTotals() {
    return frozenTotals;
  }

  StrategyState strategy() {
    return strategy;
  }

  RaceState race() {
    return race;
  }

  long leftOut() {
    return leftOut;
  }

  byte[] probes() {
    return probes;
  }

  /**
   * What this rank goes on from. With as many learners as before, its own state; else all that they
   * leave behind, see {@link Rescale}.
   *
   * @param owns which replay groups are this rank's now
   */
  public static LearnerState forRank(
      List<LearnerState> all, int rank, int worldSize, IntPredicate owns) {
    if (all.get(0).worldSize == worldSize && all.size() == worldSize) {
      for (LearnerState s : all) {
        if (s.rank == rank) {
          return s;
        }
      }
      throw new IllegalStateException("no state of rank " + rank + " in the checkpoint");
    }
    return Rescale.forRank(all, rank, worldSize, owns);
  }

  /**
   * As if the checkpoint had been taken between two rounds: one that it was taken within counts if
   * it was committed. Whoever goes on elsewhere than in the same course needs it so.
   *
   * @param model that the pipeline itself says
   * @param spec what challengers are judged by
   */
  public LearnerState settled(ModelSpec model, RaceSpec spec) {
    boolean shaped = Growth.of(model).width() > 0 || ExpertLayout.of(model) != ExpertLayout.NONE;
    if (shaped && replica.parameters().length != model.parameterLayout().length()) {
      return this; // another model, which restoring it refuses
    }
    ModelReplica settled = new ModelReplica(replica.parameters(), model);
    settled.restore(replica);
    int behind = settled.payloadLength();
    settled.settle();
    FrozenRound round = replica.frozen();
    RaceState.Settled then =
        round != null && round.isCommitted()
            ? race.committed(
                round.reduced(), behind, round.worldSize(), spec, settled.changedPlaces())
            : race.aborted();
    ReplicaState between = settled.toState();
    Optional<ChallengerState> promoted = then.promoted();
    return new LearnerState(
        rank,
        worldSize,
        promoted.map(p -> between.with(p.weights())).orElse(between),
        promoted.map(ChallengerState::optimizer).orElse(optimizer.after(settled.experts())),
        steps,
        examplesReplayed,
        newestEventMillis,
        prequential,
        carried,
        waiting,
        baseTotals,
        reach,
        frozenTotals,
        promoted.map(ChallengerState::strategy).orElse(grown(model, between.outputs())),
        then.state(),
        leftOut,
        probes);
  }

  /** What is held on to, where a head has grown by the round that was settled. */
  private StrategyState grown(ModelSpec model, int outputs) {
    int before = replica.outputs();
    return outputs > before
        ? strategy.grown(vector -> Growth.of(model).begin(before, outputs, vector))
        : strategy;
  }

  public byte[] toBytes() {
    return LearnerStateBytes.of(this);
  }

  public static LearnerState fromBytes(byte[] bytes) {
    return LearnerStateBytes.read(bytes);
  }
}
