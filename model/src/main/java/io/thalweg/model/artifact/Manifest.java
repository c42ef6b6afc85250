package io.thalweg.model.artifact;

import io.thalweg.model.ModelSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The receipt of one released version. Its own SHA-256 is its address in the model store.
 * Immutable.
 *
 * @param version rises strictly within a model
 * @param parentSha256 the manifest of the version released before, null for the first
 * @param createdAtMillis milliseconds since the epoch
 * @param round the last committed round that it contains
 * @param steps training steps over all learners up to that round
 * @param examplesTrained fresh examples over all learners up to that round
 * @param metrics prequential figures at the time of release, by name
 * @param files by name: {@code weights.safetensors}, {@code model.onnx}
 * @param parity inputs and the outputs that the learner computed for them; a reader that computes
 *     others must not serve the version
 * @param readyTimesMillis a uniform sample of the ready times of the examples that this version is
 *     the first to contain; serving time minus these is the version's freshness
 */
public record Manifest(
    ModelSpec spec,
    long version,
    @Nullable String parentSha256,
    long createdAtMillis,
    long round,
    long steps,
    long examplesTrained,
    Map<String, Double> metrics,
    Map<String, FileEntry> files,
    Parity parity,
    List<Long> readyTimesMillis) {

  public static final int FORMAT_VERSION = 1;
  public static final String WEIGHTS = "weights.safetensors";
  public static final String ONNX = "model.onnx";

  public Manifest {
    metrics = Map.copyOf(metrics);
    files = Map.copyOf(files);
    readyTimesMillis = List.copyOf(readyTimesMillis);
  }

  /** A file of the version, by content. */
  public record FileEntry(String sha256, long sizeBytes) {}

  /**
   * Rows of the dense input before standardization, and the head's outputs for them; NaN (missing)
   * inputs are null in JSON.
   */
  public record Parity(List<List<Float>> inputs, List<List<Float>> outputs) {
    public Parity {
      inputs = inputs.stream().map(List::copyOf).toList();
      outputs = outputs.stream().map(List::copyOf).toList();
    }
  }
}
