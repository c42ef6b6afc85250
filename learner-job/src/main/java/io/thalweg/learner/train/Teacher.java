package io.thalweg.learner.train;

import io.thalweg.learner.train.strategy.Distillation;
import io.thalweg.learner.train.strategy.Regularization.Lwf;
import io.thalweg.model.Head;
import java.util.Arrays;
import java.util.Map;

/**
 * The model of the last consolidation, whose answers on fresh rows the learning one is held to.
 * Answers come from the learner's own engine, which has the learning model again afterwards.
 * Confined to one thread.
 */
final class Teacher {
  private static final String PARAMETERS = "lwf.teacher";

  /** Of a head that grows: of each output 1 if the teacher has it, else 0. */
  private static final String KNOWN = "lwf.known";

  /** Of several learners' teachers the mean is kept, and what all had is known. */
  private static final float BY_ALL = 0.99f;

  private final Lwf spec;
  private final GradientEngine engine;
  private final Head head;
  private final float[] answers;
  private float[] parameters = new float[0];
  private int known;

  Teacher(Lwf spec, GradientEngine engine, int rows, Head head) {
    this.spec = spec;
    this.engine = engine;
    this.head = head;
    this.answers = new float[rows * head.outputs()];
    this.known = head.outputs();
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
            spec.lambda(), spec.temperature(), answers, rows, outputs, known, logits, gradient)
        : Distillation.addSquares(spec.lambda(), answers, rows, outputs, logits, gradient);
  }

  /**
   * Takes the learning model for the teacher.
   *
   * @param outputs that it has; 0 for all
   */
  void consolidate(float[] learning, int outputs) {
    parameters = learning.clone();
    known = outputs == 0 ? head.outputs() : outputs;
  }

  Map<String, float[]> state() {
    if (head.outputsAtStart() == head.outputs()) {
      return Map.of(PARAMETERS, parameters.clone());
    }
    float[] has = new float[knowsAnything() ? head.outputs() : 0];
    Arrays.fill(has, 0, Math.min(known, has.length), 1);
    return Map.of(PARAMETERS, parameters.clone(), KNOWN, has);
  }

  void restore(Map<String, float[]> state) {
    parameters = state.getOrDefault(PARAMETERS, new float[0]).clone();
    float[] has = state.getOrDefault(KNOWN, new float[0]);
    known = has.length == 0 ? head.outputs() : 0;
    while (known < has.length && has[known] > BY_ALL) {
      known++;
    }
  }
}
