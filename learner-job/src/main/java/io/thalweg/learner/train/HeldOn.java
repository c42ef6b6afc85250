package io.thalweg.learner.train;

import io.thalweg.learner.train.strategy.Regularization;
import io.thalweg.learner.train.strategy.Regularizer;
import io.thalweg.learner.train.strategy.StrategySpec;
import io.thalweg.model.Head;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All that holds a model near what it was, and when that moves on: consolidation after so many
 * examples, or when the caller says so. Confined to one thread.
 */
final class HeldOn {
  private final long every;
  private final List<Regularizer> regularizers = new ArrayList<>();
  private final Optional<Teacher> teacher;
  private final int wantedRows;
  private long sinceConsolidation;

  HeldOn(StrategySpec spec, GradientEngine engine, int parameters, int rows, Head head) {
    this.every = spec.consolidateEvery();
    Optional<Teacher> found = Optional.empty();
    for (Regularization r : spec.regularizations()) {
      if (r instanceof Regularization.Ewc ewc) {
        regularizers.add(Regularizer.ewc(ewc, parameters));
      } else if (r instanceof Regularization.Si si) {
        regularizers.add(Regularizer.si(si, parameters));
      } else if (r instanceof Regularization.Lwf lwf) {
        found = Optional.of(new Teacher(lwf, engine, rows, head));
      }
    }
    this.teacher = found;
    this.wantedRows = regularizers.stream().mapToInt(Regularizer::wantedRows).max().orElse(0);
  }

  /** Empty before the first consolidation, too. */
  Optional<Teacher> teacher() {
    return teacher.filter(Teacher::knowsAnything);
  }

  boolean hasPenalties() {
    return !regularizers.isEmpty();
  }

  /** Fresh rows of a step whose gradients are wanted one by one. */
  int wantedRows() {
    return wantedRows;
  }

  void rowGradient(float[] gradient) {
    regularizers.forEach(r -> r.rowGradient(gradient));
  }

  void addGradient(float[] parameters, float[] gradient) {
    regularizers.forEach(r -> r.addGradient(parameters, gradient));
  }

  /** See {@link Regularizer#waits}. */
  void waits(float[] gradient) {
    regularizers.forEach(r -> r.waits(gradient));
  }

  /** See {@link Regularizer#moved}. */
  void moved(float[] gradient, float[] before, float[] parameters) {
    regularizers.forEach(r -> r.moved(gradient, before, parameters));
  }

  /** See {@link Regularizer#grown}. */
  void grown(Consumer<float[]> begin) {
    regularizers.forEach(r -> r.grown(begin));
  }

  /** So many fresh examples more; consolidates when it is time. */
  void learned(int examples, AveragedWeights weights) {
    if (every == 0) {
      return; // what is added to the strategy later isn't due at once
    }
    sinceConsolidation += examples;
    if (sinceConsolidation >= every) {
      consolidate(weights);
    }
  }

  void consolidate(AveragedWeights weights) {
    sinceConsolidation = 0;
    regularizers.forEach(r -> r.consolidate(weights.parameters()));
    teacher.ifPresent(t -> t.consolidate(weights.parameters(), weights.outputs()));
  }

  StrategyState toState() {
    Map<String, float[]> vectors = new HashMap<>();
    regularizers.forEach(r -> vectors.putAll(r.state()));
    teacher.ifPresent(t -> vectors.putAll(t.state()));
    return new StrategyState(sinceConsolidation, vectors);
  }

  void restore(StrategyState state) {
    sinceConsolidation = state.sinceConsolidation();
    regularizers.forEach(r -> r.restore(state.vectors()));
    teacher.ifPresent(t -> t.restore(state.vectors()));
  }
}
