package io.thalweg.model.artifact;

import io.thalweg.model.store.Sha256;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a version was made of, and by what: enough to make it again where learning is deterministic.
 * Immutable.
 *
 * @param learners that agreed on its round
 * @param deterministic whether the same records give the same version
 * @param kernel what computed the gradients
 * @param seeds of every random choice, by what they decide
 * @param fingerprints SHA-256 by name: {@code spec} and {@code features} of the manifest's spec,
 *     {@code pipeline} of what the pipeline's file says about learning
 * @param offsets by topic and partition: all that the version contains lies in these ranges. A file
 *     of events counts as a topic with the partition 0, whose offsets are the file's rows; its name
 *     stands behind {@link #FILE}
 * @param trainedThrough by topic and partition: every record below was in a step of a round that
 *     the version contains, was dead-lettered, or was a negative that was left out. Empty where
 *     that isn't known to the offset, as with labels that are joined
 * @param challenger whose settings the version was learned with, after it was promoted; null for
 *     the pipeline's own
 * @param negativesKept the share of the examples of class 0 that were learned, 1 for all; what the
 *     version says holds for the whole stream whatever it is
 */
public record Provenance(
    int learners,
    boolean deterministic,
    String kernel,
    Map<String, Long> seeds,
    Map<String, String> fingerprints,
    Map<String, Map<Integer, OffsetRange>> offsets,
    Map<String, Map<Integer, Long>> trainedThrough,
    @Nullable String challenger,
    double negativesKept) {

  /** What no topic's name begins with. */
  public static final String FILE = "file:";

  public static final String SPEC = "spec";
  public static final String FEATURES = "features";
  public static final String PIPELINE = "pipeline";

  /** Of the pipeline's own settings, which leave nothing out. */
  public Provenance(
      int learners,
      boolean deterministic,
      String kernel,
      Map<String, Long> seeds,
      Map<String, String> fingerprints,
      Map<String, Map<Integer, OffsetRange>> offsets,
      Map<String, Map<Integer, Long>> trainedThrough) {
    this(learners, deterministic, kernel, seeds, fingerprints, offsets, trainedThrough, null, 1);
  }

  public Provenance {
    if (!(negativesKept > 0 && negativesKept <= 1)) {
      throw new IllegalArgumentException(
          "negatives kept: %s, want above 0 and at most 1".formatted(negativesKept));
    }
    seeds = Map.copyOf(seeds);
    fingerprints = Map.copyOf(fingerprints);
    offsets = copyOf(offsets);
    trainedThrough = copyOf(trainedThrough);
    fingerprints.forEach(
        (name, sha256) -> {
          if (!Sha256.isHex(sha256)) {
            throw new IllegalArgumentException(
                "fingerprint %s is '%s': want 64 lower-case hex digits".formatted(name, sha256));
          }
        });
  }

  private static <V> Map<String, Map<Integer, V>> copyOf(Map<String, Map<Integer, V>> byTopic) {
    Map<String, Map<Integer, V>> copy = new TreeMap<>();
    byTopic.forEach((topic, byPartition) -> copy.put(topic, Map.copyOf(byPartition)));
    return Map.copyOf(copy);
  }

  /**
   * Part of a partition.
   *
   * @param from the first offset
   * @param to one above the last
   */
  public record OffsetRange(long from, long to) {
    public OffsetRange {
      if (from < 0 || to < from) {
        throw new IllegalArgumentException(
            "offsets from %d to %d: want 0 or more, in their order".formatted(from, to));
      }
    }
  }
}
