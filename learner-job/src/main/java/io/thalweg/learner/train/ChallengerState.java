package io.thalweg.learner.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/** A challenger in a checkpoint. The arrays aren't changed any more. */
final class ChallengerState {
  private final String name;
  private final WeightsState weights;
  private final OptimizerState optimizer;
  private final StrategyState strategy;
  private final byte[] figures;

  /**
   * What {@link Challengers#toState} puts together.
   *
   * @param figures of {@link Figures#toBytes}; empty for none
   */
  ChallengerState(
      String name,
      WeightsState weights,
      OptimizerState optimizer,
      StrategyState strategy,
      byte[] figures) {
    this.name = name;
    this.weights = weights;
    this.optimizer = optimizer;
    this.strategy = strategy;
    this.figures = figures;
  }

  String name() {
    return name;
  }

  WeightsState weights() {
    return weights;
  }

  OptimizerState optimizer() {
    return optimizer;
  }

  StrategyState strategy() {
    return strategy;
  }

  byte[] figures() {
    return figures;
  }

  ChallengerState with(WeightsState others) {
    return new ChallengerState(name, others, optimizer, strategy, figures);
  }

  /** As it begins again at its base: of what it has done since the examples alone are left. */
  ChallengerState anew() {
    return new ChallengerState(
        name,
        new WeightsState(
            weights.base(), weights.base(), weights.openExamples(), 0, new float[0], null, 0),
        optimizer.anew(),
        StrategyState.NONE,
        figures);
  }

  /** What several learners leave to one of others; its figures begin anew. */
  static ChallengerState inherited(List<ChallengerState> ranked, boolean heir) {
    List<OptimizerState> optimizers = ranked.stream().map(ChallengerState::optimizer).toList();
    return new ChallengerState(
        ranked.get(0).name,
        WeightsState.inherited(ranked.stream().map(ChallengerState::weights).toList(), heir),
        OptimizerState.merged(optimizers, heir),
        StrategyState.mean(
            ranked.stream().map(ChallengerState::strategy).toList(),
            optimizers.stream().map(OptimizerState::steps).toList()),
        new byte[0]);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeUTF(name);
    weights.write(out);
    optimizer.write(out);
    strategy.write(out);
    out.writeInt(figures.length);
    out.write(figures);
  }

  static ChallengerState read(DataInputStream in) throws IOException {
    String name = in.readUTF();
    WeightsState weights = WeightsState.read(in);
    OptimizerState optimizer = OptimizerState.read(in);
    StrategyState strategy = StrategyState.read(in);
    byte[] figures = new byte[in.readInt()];
    in.readFully(figures);
    return new ChallengerState(name, weights, optimizer, strategy, figures);
  }
}
