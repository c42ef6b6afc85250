package io.thalweg.model.artifact;

import io.thalweg.model.ModelSpec;
import io.thalweg.model.store.Sha256;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
 * @param preview whether it was announced before the checkpoint that makes it last: what it learned
 *     may be undone
 * @param provenance null in manifests of format 1
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
    List<Long> readyTimesMillis,
    boolean preview,
    @Nullable Provenance provenance) {

  /**
   * The newest: 2 has provenance, 3 the networks that are more than plain dense layers, 4 clips,
   * quantiles, vocabularies, crosses, arrays of categories, texts, times and images, 5 histories
   * that look at when events were.
   */
  public static final int FORMAT_VERSION = 5;

  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  public static final String WEIGHTS = "weights.safetensors";
  public static final String ONNX = "model.onnx";

  /** As format 1 had it. */
  public Manifest(
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
    this(
        spec,
        version,
        parentSha256,
        createdAtMillis,
        round,
        steps,
        examplesTrained,
        metrics,
        files,
        parity,
        readyTimesMillis,
        false,
        null);
  }

  public Manifest {
    metrics = Map.copyOf(metrics);
    files = Map.copyOf(files);
    readyTimesMillis = List.copyOf(readyTimesMillis);
    if (version < 0 || (parentSha256 != null && !Sha256.isHex(parentSha256))) {
      throw new IllegalArgumentException(
          "version %d of %s with parent %s: want a version from 0 on and a SHA-256 or null"
              .formatted(version, spec.name(), parentSha256));
    }
    for (String name : files.keySet()) {
      if (!FILE_NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "file '%s': want a plain name of letters, digits, '.', '_' and '-'"
                .formatted(name.length() <= 40 ? name : name.substring(0, 40) + "..."));
      }
    }
    parity.requireShape(spec.inputWidth(), spec.head().outputs());
  }

  /** A file of the version, by content. */
  public record FileEntry(String sha256, long sizeBytes) {
    public FileEntry {
      if (!Sha256.isHex(sha256) || sizeBytes < 0) {
        throw new IllegalArgumentException(
            "file '%s' of %d bytes: want 64 lower-case hex digits and a size"
                .formatted(sha256, sizeBytes));
      }
    }
  }

  /**
   * Rows of the dense input before standardization, and the head's outputs for them; NaN (missing)
   * inputs are null in JSON.
   */
  public record Parity(List<List<Float>> inputs, List<List<Float>> outputs) {
    public Parity {
      inputs = inputs.stream().map(List::copyOf).toList();
      outputs = outputs.stream().map(List::copyOf).toList();
    }

    private void requireShape(int width, int headOutputs) {
      if (inputs.size() != outputs.size()
          || inputs.stream().anyMatch(row -> row.size() != width)
          || outputs.stream().anyMatch(row -> row.size() != headOutputs)) {
        throw new IllegalArgumentException(
            "parity: %d inputs and %d outputs, want as many of both with %d and %d columns"
                .formatted(inputs.size(), outputs.size(), width, headOutputs));
      }
    }
  }
}
