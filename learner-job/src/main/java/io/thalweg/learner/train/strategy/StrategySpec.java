package io.thalweg.learner.train.strategy;

import io.thalweg.learner.train.strategy.Rehearsal.ExperienceReplay;
import java.io.Serializable;
import java.util.List;

/**
 * What a learner does against forgetting: one way of rehearsal, any of the regularizations beside
 * it. Immutable.
 *
 * @param offering when fresh rows go to replay
 * @param regularizations at most one of each kind
 * @param consolidateEvery after so many learned examples what was learned becomes what is held on
 *     to; 0 for whenever the caller says so
 */
public record StrategySpec(
    Offering offering,
    Rehearsal rehearsal,
    List<Regularization> regularizations,
    long consolidateEvery)
    implements Serializable {

  /** Experience replay in which a row can be drawn in its own first step. */
  public static final StrategySpec NONE =
      new StrategySpec(Offering.BEFORE_DRAW, new ExperienceReplay(), List.of(), 0);

  /** When fresh rows go to replay. */
  public enum Offering {
    BEFORE_DRAW,
    /** Of what the papers' reservoirs hold nothing is fresh. */
    AFTER_STEP
  }

  public StrategySpec {
    regularizations = List.copyOf(regularizations);
    if (rehearsal.storesLogits() && offering == Offering.BEFORE_DRAW) {
      throw new IllegalArgumentException("a row's logits are known only after its first step");
    }
    if (regularizations.stream().map(Object::getClass).distinct().count()
        < regularizations.size()) {
      throw new IllegalArgumentException("a regularization is there twice");
    }
  }

  /** In the papers' order: rows are offered after their step. */
  public static StrategySpec of(
      Rehearsal rehearsal, List<Regularization> regularizations, long consolidateEvery) {
    return new StrategySpec(Offering.AFTER_STEP, rehearsal, regularizations, consolidateEvery);
  }

  /** Bytes beside every stored row, of a model with so many logits. */
  public int columnBytes(int outputs) {
    return rehearsal.storesLogits() ? Float.BYTES * outputs : 0;
  }
}
