package io.thalweg.learner.train;

import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Standardization;
import io.thalweg.model.optimize.Descent;
import java.util.Arrays;

/**
 * Steps down the loss of fresh rows, those that replay adds, and what the model is held on to.
 * Confined to one thread.
 */
final class TrainingStep {
  private final GradientEngine engine;
  private final AveragedWeights weights;
  private final Descent descent;
  private final FrozenTensors frozen;
  private final HeldOn held;
  private final Gradients gradients;
  private final Rehearsing rehearsing;
  private final ExpertProbe probe;
  private final StepRows at;
  private final StepRows single;
  private final float[] before;
  private final float[] lossGradient;

  TrainingStep(
      ModelSpec spec,
      TrainingConfig config,
      GradientEngine engine,
      Experience experience,
      AveragedWeights weights,
      Standardization standardization,
      Descent descent) {
    int parameters = weights.parameters().length;
    this.engine = engine;
    this.weights = weights;
    this.descent = descent;
    this.frozen = new FrozenTensors(spec, weights.experts());
    this.held = new HeldOn(config.strategy(), engine, parameters, config.batch(), spec.head());
    this.gradients =
        new Gradients(
            engine,
            spec.head(),
            config.negatives(),
            weights,
            standardization,
            held,
            frozen,
            config.served(),
            config.fakeNegatives()
                ? new FakeNegatives(config.maxRows(), config.negatives().share())
                : null);
    this.at = new StepRows(spec, config.rowLayout(spec), config.maxRows(), parameters);
    this.rehearsing = Rehearsing.of(spec, config, gradients, experience, at);
    this.probe = new ExpertProbe(spec, engine, weights, config.batch());
    boolean penalized = held.hasPenalties();
    this.single = new StepRows(spec, 1, held.wantedRows() > 0 ? parameters : 0);
    this.before = new float[penalized ? parameters : 0];
    this.lossGradient = new float[penalized ? parameters : 0];
  }

  /** Where fresh rows are to be encoded; the first logits are theirs. */
  StepRows rows() {
    return at;
  }

  /** What the model is held on to. */
  HeldOn held() {
    return held;
  }

  /** See {@link Rehearsing#gradient}. */
  double gradient(int fresh, int wanted) {
    return rehearsing.gradient(fresh, wanted);
  }

  /** The head's, over the outputs that there are. */
  Loss loss() {
    return gradients.loss();
  }

  int drawn() {
    return rehearsing.drawn();
  }

  /** Looks at what other experts say of the fresh rows, whose logits are there by now. */
  void probe(int fresh) {
    probe.look(at, fresh, loss());
  }

  /** Looks at single fresh rows, which are standardized by now, for whoever is held on to wants. */
  void observe(int fresh) {
    int wanted = Math.min(fresh, held.wantedRows());
    for (int i = 0; i < wanted; i++) {
      single.copy(at, (int) ((long) i * fresh / wanted), 0);
      Arrays.fill(single.weights, 1);
      gradients.plain(single, 1);
      held.rowGradient(single.gradient);
    }
  }

  /** Moves the parameters, if it is time to, and the engine's with them. */
  void step() {
    float[] parameters = weights.parameters();
    if (held.hasPenalties()) {
      System.arraycopy(parameters, 0, before, 0, before.length);
      System.arraycopy(at.gradient, 0, lossGradient, 0, lossGradient.length);
      held.addGradient(parameters, at.gradient);
      if (descend(parameters)) {
        held.moved(lossGradient, before, parameters);
      } else {
        held.waits(lossGradient);
      }
    } else {
      descend(parameters);
    }
    engine.load(parameters);
  }

  private boolean descend(float[] parameters) {
    frozen.leaveOut(at.gradient);
    boolean moved = descent.step(parameters, at.gradient);
    frozen.restore(parameters, weights.base());
    return moved;
  }
}
