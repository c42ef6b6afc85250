package io.thalweg.serving.predict.onnx;

import io.thalweg.model.artifact.Manifest;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.version.VersionRefusedException;
import java.util.List;

/** Compares a session with the rows that the learner computed for the same version. */
final class ParityCheck {
  /** Absolute, and relative to an output above 1: the two engines add in different orders. */
  private static final float TOLERANCE = 1e-4f;

  private ParityCheck() {}

  static void require(Manifest manifest, Predictor predictor) throws VersionRefusedException {
    List<List<Float>> inputs = manifest.parity().inputs();
    if (inputs.isEmpty()) {
      throw new VersionRefusedException("the manifest has no parity rows to compare with");
    }
    int width = manifest.spec().inputWidth();
    float[] dense = new float[inputs.size() * width];
    for (int r = 0; r < inputs.size(); r++) {
      for (int i = 0; i < width; i++) {
        dense[r * width + i] = inputs.get(r).get(i);
      }
    }
    String output = manifest.spec().head().outputName();
    float[] computed = predictor.run(dense, inputs.size()).headView();
    int columns = manifest.spec().head().outputs();
    for (int i = 0; i < computed.length; i++) {
      float want = manifest.parity().outputs().get(i / columns).get(i % columns);
      if (!(Math.abs(computed[i] - want) <= TOLERANCE * Math.max(1, Math.abs(want)))) {
        throw new VersionRefusedException(
            "parity row %d, %s %d: the session computes %s, the learner computed %s"
                .formatted(i / columns, output, i % columns, computed[i], want));
      }
    }
  }
}
