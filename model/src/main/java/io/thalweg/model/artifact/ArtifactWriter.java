package io.thalweg.model.artifact;

import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Manifest.FileEntry;
import io.thalweg.model.artifact.Manifest.Parity;
import io.thalweg.model.feature.Standardization;
import io.thalweg.model.onnx.OnnxExporter;
import io.thalweg.model.parameters.ParameterLayout;
import io.thalweg.model.store.ModelStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Stages a version in a store: its files, then the manifest that names them. Stateless. */
public final class ArtifactWriter {
  static final String MEAN = "standardization.mean";
  static final String SCALE = "standardization.scale";
  static final String LOW = "buckets.low";
  static final String HIGH = "buckets.high";

  private ArtifactWriter() {}

  /**
   * Writes the version. The same arguments give the same addresses.
   *
   * @param parameters in the order of the spec's layout; all finite
   */
  public static Release write(
      ModelStore store,
      ModelSpec spec,
      float[] parameters,
      Standardization standardization,
      Parity parity,
      Receipt receipt)
      throws IOException {
    requireFinite(spec, parameters);
    byte[] onnx = OnnxExporter.export(spec, parameters, standardization);
    byte[] weights = weights(spec, parameters, standardization);
    Manifest manifest =
        new Manifest(
            spec,
            receipt.version(),
            receipt.parentSha256(),
            receipt.createdAtMillis(),
            receipt.round(),
            receipt.steps(),
            receipt.examplesTrained(),
            receipt.metrics(),
            Map.of(Manifest.WEIGHTS, put(store, weights), Manifest.ONNX, put(store, onnx)),
            parity,
            receipt.readyTimesMillis(),
            receipt.preview(),
            receipt.provenance());
    return new Release(store.put(ManifestCodec.encode(manifest)), manifest);
  }

  private static byte[] weights(
      ModelSpec spec, float[] parameters, Standardization standardization) {
    SafetensorsWriter file = new SafetensorsWriter();
    for (ParameterLayout.Tensor t : spec.parameterLayout().tensors()) {
      file.add(t.name(), t.shape(), parameters, t.offset());
    }
    List<Integer> width = List.of(spec.inputWidth());
    file.add(MEAN, width, standardization.meanView(), 0);
    file.add(SCALE, width, standardization.scaleView(), 0);
    if (standardization.lowView().length > 0) {
      file.add(LOW, width, standardization.lowView(), 0);
      file.add(HIGH, width, standardization.highView(), 0);
    }
    standardization
        .vocabularyKeys()
        .forEach((name, keys) -> file.add(vocabulary(name), List.of(keys.length), keys, 0));
    return file.toBytes();
  }

  static String vocabulary(String feature) {
    return "vocabulary." + feature + ".keys";
  }

  private static FileEntry put(ModelStore store, byte[] content) throws IOException {
    return new FileEntry(store.put(content), content.length);
  }

  private static void requireFinite(ModelSpec spec, float[] parameters) {
    for (int i = 0; i < parameters.length; i++) {
      if (!Float.isFinite(parameters[i])) {
        throw new IllegalArgumentException(
            "model %s is not released: parameter %d is %s"
                .formatted(spec.name(), i, parameters[i]));
      }
    }
  }
}
