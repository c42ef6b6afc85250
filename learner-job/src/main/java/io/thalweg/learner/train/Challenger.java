package io.thalweg.learner.train;

import io.thalweg.model.Head;
import io.thalweg.model.evaluate.PrequentialCounts;

/** A candidate that runs, with what is known of its predictions here. Confined to one thread. */
record Challenger(Candidate candidate, Figures figures) implements AutoCloseable {
  Challenger(Candidate candidate, Head head) {
    this(candidate, new Figures(head));
  }

  String name() {
    return candidate.spec().name();
  }

  AveragedWeights weights() {
    return candidate.weights();
  }

  /** Takes down what it has predicted of the first rows. */
  void add(StepRows at, int rows) {
    Head head = candidate.spec().model().head();
    for (int i = 0; i < rows; i++) {
      figures.add(at.targets, i * head.targets(), at.logits, i * head.outputs());
    }
  }

  void restore(ChallengerState state) {
    candidate.restore(state.weights(), state.optimizer(), state.strategy());
    figures.restore(state.figures(), PrequentialCounts.NONE);
  }

  ChallengerState toState() {
    return new ChallengerState(
        name(),
        candidate.weights().toState(),
        candidate.optimizer(),
        candidate.held().toState(),
        figures.toBytes());
  }

  @Override
  public void close() {
    candidate.close();
  }
}
