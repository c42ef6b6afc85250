package io.thalweg.serving.version;

import io.thalweg.model.artifact.Manifest;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Answers with its version's number; notices use after close. */
public final class FakePredictor implements Predictor {
  private final long version;
  private volatile boolean closed;

  public FakePredictor(long version) {
    this.version = version;
  }

  public static Servable servable(long version) {
    return servable(TestModel.NAME, version, new FakePredictor(version));
  }

  public static Servable servable(String model, long version, Predictor predictor) {
    return servable(model, version, predictor, false);
  }

  public static Servable servable(
      String model, long version, Predictor predictor, boolean preview) {
    Manifest manifest =
        new Manifest(
            TestModel.SPEC,
            version,
            null,
            0,
            0,
            0,
            0,
            Map.of(),
            Map.of(),
            new Manifest.Parity(List.of(), List.of()),
            List.of(10L, 20L),
            preview,
            null);
    return new Servable(manifest, "of " + model, 0, predictor);
  }

  @Override
  public Outputs run(float[] dense, int rows) {
    float[] out = new float[rows];
    requireOpen();
    Arrays.fill(out, (float) version);
    float[] logits = out.clone();
    requireOpen();
    return new Outputs(out, logits);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("version %d is used after it was closed".formatted(version));
    }
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    requireOpen();
    closed = true;
  }
}
