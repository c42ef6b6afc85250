package io.thalweg.learner.ledger;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.LogitGradient;
import io.thalweg.model.ModelSpec;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** The gradient of {@link LedgerModel}, as slow as a real one. */
final class LedgerEngine implements GradientEngine {
  private static final long NANOS_PER_ROW = 400_000;

  private final Experiment experiment;
  private final int events;
  private final int width;

  private LedgerEngine(Experiment experiment, ModelSpec spec) {
    this.experiment = experiment;
    this.events = spec.head().outputs();
    this.width = spec.inputWidth();
  }

  static LedgerEngine open(ModelSpec spec, int maxRows) {
    Experiment experiment = Experiment.current();
    experiment.mishaps().at(Place.OPEN);
    experiment.opened();
    return new LedgerEngine(experiment, spec);
  }

  @Override
  public void load(float[] parameters) {}

  @Override
  public void forward(float[] dense, int rows, float[] logits) {
    Arrays.fill(logits, 0, rows * events, 0);
  }

  @Override
  public double gradient(
      float[] dense, int rows, float[] targets, float[] weights, float[] logits, float[] gradient) {
    experiment.mishaps().at(Place.STEP);
    if (Communications.reducesFor(Thread.currentThread())) {
      experiment.mishaps().at(Place.STEP_IN_A_ROUND);
    }
    LockSupport.parkNanos(NANOS_PER_ROW * rows);
    forward(dense, rows, logits);
    Arrays.fill(gradient, 0);
    for (int r = 0; r < rows; r++) {
      int event = (int) targets[r];
      int times = experiment.learning(event);
      // The optimizer subtracts.
      gradient[LedgerModel.squareOf(event)] = -times * times;
      gradient[LedgerModel.timesOf(event, events)] = -times;
      gradient[LedgerModel.presenceOf(event, events, width)] = -1;
    }
    return 0;
  }

  @Override
  public double gradient(
      float[] dense, int rows, LogitGradient loss, float[] logits, float[] gradient) {
    throw new UnsupportedOperationException("a ledger needs the targets");
  }

  @Override
  public String description() {
    return "ledger";
  }

  @Override
  public void close() {
    experiment.closed();
    experiment.mishaps().at(Place.CLOSE);
  }
}
