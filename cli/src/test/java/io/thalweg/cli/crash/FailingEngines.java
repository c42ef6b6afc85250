package io.thalweg.cli.crash;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.LogitGradient;
import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.model.ModelSpec;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Real engines, one of which fails in the middle of a step whenever it is asked to. One set in a
 * process. Thread-safe.
 */
final class FailingEngines {
  private static final AtomicBoolean FAIL_NEXT_STEP = new AtomicBoolean();

  /** The next step of any learner throws. */
  static void failNextStep() {
    FAIL_NEXT_STEP.set(true);
  }

  /** Whether the failure that was asked for hasn't happened yet. */
  static boolean isFailureDue() {
    return FAIL_NEXT_STEP.get();
  }

  static GradientEngine open(ModelSpec spec, int maxRows) {
    return new Failing(DjlEngines.openCpu(spec, maxRows));
  }

  private record Failing(GradientEngine real) implements GradientEngine {
    @Override
    public void load(float[] parameters) {
      real.load(parameters);
    }

    @Override
    public void beginStep(long step) {
      real.beginStep(step);
    }

    @Override
    public void forward(float[] dense, int rows, float[] logits) {
      real.forward(dense, rows, logits);
    }

    @Override
    public double gradient(
        float[] dense,
        int rows,
        float[] targets,
        float[] weights,
        float[] logits,
        float[] gradient) {
      double loss = real.gradient(dense, rows, targets, weights, logits, gradient);
      if (FAIL_NEXT_STEP.compareAndSet(true, false)) {
        throw new IllegalStateException("the engine failed, as the test asked it to");
      }
      return loss;
    }

    @Override
    public double gradient(
        float[] dense, int rows, LogitGradient loss, float[] logits, float[] gradient) {
      return real.gradient(dense, rows, loss, logits, gradient);
    }

    @Override
    public String description() {
      return real.description();
    }

    @Override
    public void close() {
      real.close();
    }
  }

  private FailingEngines() {}
}
