package io.thalweg.bench.serving.server;

import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.version.Servable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Computes, and waits a while for each row. Thread-safe. */
final class SlowPredictor implements Predictor {
  private final Predictor predictor;
  private final int millis;

  private SlowPredictor(Predictor predictor, int millis) {
    this.predictor = predictor;
    this.millis = millis;
  }

  static Servable of(Servable fast, int millis) {
    return new Servable(
        fast.manifest(),
        fast.manifestSha256(),
        fast.loadedAtMillis(),
        new SlowPredictor(fast.predictor(), millis));
  }

  @Override
  public Outputs run(float[] dense, int rows) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos((long) millis * rows);
    Outputs outputs = predictor.run(dense, rows);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return outputs;
  }

  @Override
  public void close() {
    predictor.close();
  }
}
