package io.thalweg.learner.train;

import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.learner.train.strategy.ServedTeacher;
import io.thalweg.model.Head;
import io.thalweg.model.feature.Standardization;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gradients of batches that begin with the fresh rows: the head's loss, and what there is beside it
 * over the logits. They are 0 where tensors are frozen, so that nobody compares or tries steps that
 * aren't taken. Confined to one thread.
 */
final class Gradients {
  private final GradientEngine engine;
  private final Loss all;

  /** Whether the head's loss isn't the one that engines have. */
  private final boolean sampled;

  private final int outputs;
  private final AveragedWeights weights;
  private final Standardization standardization;
  private final HeldOn held;
  private final FrozenTensors frozen;
  private final @Nullable ServedTeacher server;
  private final @Nullable FakeNegatives fakes;

  Gradients(
      GradientEngine engine,
      Head head,
      NegativeSampling negatives,
      AveragedWeights weights,
      Standardization standardization,
      HeldOn held,
      FrozenTensors frozen,
      @Nullable ServedTeacher server,
      @Nullable FakeNegatives fakes) {
    this.engine = engine;
    this.all = negatives.loss(head);
    this.sampled = !negatives.isNone();
    this.outputs = head.outputs();
    this.weights = weights;
    this.standardization = standardization;
    this.held = held;
    this.frozen = frozen;
    this.server = server;
    this.fakes = fakes;
  }

  /** Adds a term to a loss and its gradient. */
  @FunctionalInterface
  interface Term {
    double add(float[] logits, float[] gradient);
  }

  /** See {@link GradientEngine#gradient}; {@code term} is added, and the teachers', if any. */
  double of(StepRows at, int fresh, int rows, @Nullable Term term) {
    Optional<Teacher> teacher = held.teacher();
    if (teacher.isEmpty() && server == null && fakes == null && term == null) {
      return plain(at, rows);
    }
    Loss loss = loss();
    teacher.ifPresent(t -> t.answer(at.dense, fresh, weights.parameters()));
    double mean =
        engine.gradient(
            at.dense,
            rows,
            (z, n, dz) -> {
              double sum = loss.of(z, at.targets, weights(z, at, fresh, n), n, dz);
              sum += teacher.isPresent() ? teacher.get().add(z, fresh, dz) : 0;
              sum += server == null ? 0 : server.add(at.served, at.weights, n, outputs, z, dz);
              return sum + (term == null ? 0 : term.add(z, dz));
            },
            at.logits,
            at.gradient);
    frozen.leaveOut(at.gradient);
    return mean;
  }

  private float[] weights(float[] logits, StepRows at, int fresh, int rows) {
    return fakes == null ? at.weights : fakes.weigh(logits, at.revised, at.weights, fresh, rows);
  }

  /** The head's loss alone. */
  double plain(StepRows at, int rows) {
    double mean =
        weights.outputs() == 0 && !sampled
            ? engine.gradient(at.dense, rows, at.targets, at.weights, at.logits, at.gradient)
            : engine.gradient(at.dense, rows, headLoss(at), at.logits, at.gradient);
    frozen.leaveOut(at.gradient);
    return mean;
  }

  private LogitGradient headLoss(StepRows at) {
    Loss now = loss();
    return (z, n, dz) -> now.of(z, at.targets, at.weights, n, dz);
  }

  /** Every row's loss where the parameters are {@code parameters}; its logits stay in the batch. */
  double[] losses(StepRows at, int rows, float[] parameters) {
    engine.load(parameters);
    engine.forward(at.dense, rows, at.logits);
    Loss loss = loss();
    double[] out = new double[rows];
    for (int i = 0; i < rows; i++) {
      out[i] = loss.ofRow(at.logits, at.targets, i);
    }
    return out;
  }

  /** The engine has the learning model again. */
  void reload() {
    engine.load(weights.parameters());
  }

  float[] parameters() {
    return weights.parameters();
  }

  RoutedExperts experts() {
    return weights.experts();
  }

  Standardization standardization() {
    return standardization;
  }

  /** Over the outputs that there are. */
  Loss loss() {
    return weights.outputs() == 0 ? all : all.over(weights.outputs());
  }

  int outputs() {
    return outputs;
  }
}
