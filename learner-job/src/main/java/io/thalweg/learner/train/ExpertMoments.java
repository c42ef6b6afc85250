package io.thalweg.learner.train;

import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.model.optimize.Descent;
import io.thalweg.model.optimize.DescentState;

/**
 * What an optimizer remembers of each expert. Steps in which an expert rests would let it fade, and
 * the first ones after its return would be several times too long: so what belongs to it is kept
 * aside until then. Confined to one thread.
 */
final class ExpertMoments {
  private final Descent descent;
  private final RoutedExperts experts;
  private int chosen;

  /** Slots as they were at the last switch: right of whoever rests since. */
  private float[][] kept;

  ExpertMoments(Descent descent, RoutedExperts experts) {
    this.descent = descent;
    this.experts = experts;
    this.chosen = experts.chosen();
    this.kept = experts.known() == 0 ? new float[0][] : descent.toState().slots();
  }

  /** A round was taken over, which may have chosen another. */
  void roundTaken() {
    if (experts.chosen() != chosen) {
      restore(new OptimizerState(toState()).after(experts).descent());
    }
  }

  /** A copy, of each expert as it was when it learned last. */
  DescentState toState() {
    DescentState state = descent.toState();
    for (int slot = 0; slot < kept.length; slot++) {
      experts.layout().copyOthers(chosen, kept[slot], state.slots()[slot]);
    }
    return state;
  }

  /** Goes on from a copy of a state. */
  void restore(DescentState state) {
    descent.restore(state);
    chosen = experts.chosen();
    kept = experts.known() == 0 ? new float[0][] : descent.toState().slots();
  }
}
