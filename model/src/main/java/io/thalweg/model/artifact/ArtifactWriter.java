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
    float[] mean = standardization.meanView();
    float[] scale = standardization.scaleView();
    byte[] onnx = OnnxExporter.export(spec, parameters, mean, scale);
    byte[] weights = weights(spec, parameters, mean, scale);
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

  private static byte[] weights(ModelSpec spec, float[] parameters, float[] mean, float[] scale) {
    SafetensorsWriter file = new SafetensorsWriter();
    for (ParameterLayout.Tensor t : spec.parameterLayout().tensors()) {
      file.add(t.name(), t.shape(), parameters, t.offset());
    }
    List<Integer> width = List.of(spec.inputWidth());
    return file.add(MEAN, width, mean, 0).add(SCALE, width, scale, 0).toBytes();
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
