package io.thalweg.learner.train;

import io.thalweg.learner.train.strategy.Distillation;
import io.thalweg.learner.train.strategy.Regularization.Lwf;
import io.thalweg.model.Head;
import java.util.Map;

/**
 * The model of the last consolidation, whose answers on fresh rows the learning one is held to.
 * Answers come from the learner's own engine, which has the learning model again afterwards.
 * Confined to one thread.
 */
final class Teacher {
  private static final String PARAMETERS = "lwf.teacher";

  private final Lwf spec;
  private final GradientEngine engine;
  private final Head head;
  private final float[] answers;
  private float[] parameters = new float[0];

  Teacher(Lwf spec, GradientEngine engine, int rows, Head head) {
    this.spec = spec;
    this.engine = engine;
    this.head = head;
    this.answers = new float[rows * head.outputs()];
  }

  /** False before the first consolidation. */
  boolean knowsAnything() {
    return parameters.length > 0;
  }

  /** Answers the first rows of a batch. */
  void answer(float[] dense, int rows, float[] learning) {
    engine.load(parameters);
    engine.forward(dense, rows, answers);
    engine.load(learning);
  }

  /** Adds the distance from the last answers to a loss and its gradient. */
  double add(float[] logits, int rows, float[] gradient) {
    int outputs = head.outputs();
    return head instanceof Head.Multiclass
        ? Distillation.add(
            spec.lambda(), spec.temperature(), answers, rows, outputs, logits, gradient)
        : Distillation.addSquares(spec.lambda(), answers, rows, outputs, logits, gradient);
  }

  void consolidate(float[] learning) {
    parameters = learning.clone();
  }

  Map<String, float[]> state() {
    return Map.of(PARAMETERS, parameters.clone());
  }

  void restore(Map<String, float[]> state) {
    parameters = state.getOrDefault(PARAMETERS, new float[0]).clone();
  }
}
