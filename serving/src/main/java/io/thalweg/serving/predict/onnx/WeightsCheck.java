package io.thalweg.serving.predict.onnx;

import io.thalweg.model.artifact.Artifact;
import io.thalweg.model.artifact.ArtifactException;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.version.VersionRefusedException;

/** Refuses weights of other shapes than the spec's, and numbers that aren't finite. Stateless. */
final class WeightsCheck {
  private WeightsCheck() {}

  static void require(Artifact artifact) throws VersionRefusedException {
    try {
      requireFinite(artifact.parameters(), "parameter");
      requireFinite(artifact.mean(), "mean");
      requireFinite(artifact.scale(), "scale");
    } catch (ArtifactException e) {
      throw new VersionRefusedException(Manifest.WEIGHTS + ": " + e.getMessage(), e);
    }
  }

  private static void requireFinite(float[] values, String what) throws VersionRefusedException {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new VersionRefusedException(
            "%s: %s %d is %s".formatted(Manifest.WEIGHTS, what, i, values[i]));
      }
    }
  }

  /** Of rows of which every value is missing. */
  static void requireFinite(Outputs outputs) throws VersionRefusedException {
    requireFiniteOutput(outputs.headView());
    requireFiniteOutput(outputs.logitsView());
  }

  private static void requireFiniteOutput(float[] values) throws VersionRefusedException {
    for (float x : values) {
      if (!Float.isFinite(x)) {
        throw new VersionRefusedException("it computes %s of a row without values".formatted(x));
      }
    }
  }
}
