package io.thalweg.model.artifact;

import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.VocabularyFeature;
import io.thalweg.model.parameters.ParameterLayout;
import java.util.List;

/** A released version in memory. Immutable as long as nobody writes into a view. */
public final class Artifact {
  private final Manifest manifest;
  private final byte[] weights;
  private final byte[] onnx;

  Artifact(Manifest manifest, byte[] weights, byte[] onnx) {
    this.manifest = manifest;
    this.weights = weights;
    this.onnx = onnx;
  }

  public Manifest manifest() {
    return manifest;
  }

  /** The bytes of {@code model.onnx}, borrowed. */
  public byte[] onnxView() {
    return onnx;
  }

  /** The bytes of {@code weights.safetensors}, borrowed. */
  public byte[] weightsView() {
    return weights;
  }

  /** Parameters in the order of the spec's layout, a new array. */
  public float[] parameters() throws ArtifactException {
    Safetensors file = Safetensors.parse(weights);
    ParameterLayout layout = layout();
    if (4L * layout.length() > weights.length) {
      throw new ArtifactException(
          "safetensors: %d bytes, the spec has %d parameters of four"
              .formatted(weights.length, layout.length()));
    }
    float[] out = new float[layout.length()];
    for (ParameterLayout.Tensor t : layout.tensors()) {
      System.arraycopy(file.floats(t.name(), t.shape()), 0, out, t.offset(), t.length());
    }
    return out;
  }

  private ParameterLayout layout() throws ArtifactException {
    try {
      return manifest.spec().parameterLayout();
    } catch (ArithmeticException e) {
      throw new ArtifactException("the spec has more parameters than a file can have", e);
    }
  }

  /** Means that the input's columns were standardized with, (width), a new array. */
  public float[] mean() throws ArtifactException {
    return column(ArtifactWriter.MEAN);
  }

  /** What the centred columns were multiplied by, (width), a new array. */
  public float[] scale() throws ArtifactException {
    return column(ArtifactWriter.SCALE);
  }

  /** The least numbers that columns are 1 for, (width), a new array, or none where none has any. */
  public float[] low() throws ArtifactException {
    return hasRanges() ? column(ArtifactWriter.LOW) : new float[0];
  }

  /** The numbers above all that columns are 1 for, likewise. */
  public float[] high() throws ArtifactException {
    return hasRanges() ? column(ArtifactWriter.HIGH) : new float[0];
  }

  private boolean hasRanges() {
    return manifest.spec().features().features().stream()
        .anyMatch(
            f ->
                f instanceof VocabularyFeature
                    || (f instanceof Feature.Numeric n && n.hasQuantiles()));
  }

  /** What is kept of the values in a feature's vocabulary, by place, 0 for none, a new array. */
  public float[] vocabulary(VocabularyFeature feature) throws ArtifactException {
    return Safetensors.parse(weights)
        .floats(ArtifactWriter.vocabulary(feature.name()), List.of(feature.size()));
  }

  private float[] column(String name) throws ArtifactException {
    return Safetensors.parse(weights).floats(name, List.of(manifest.spec().inputWidth()));
  }
}
