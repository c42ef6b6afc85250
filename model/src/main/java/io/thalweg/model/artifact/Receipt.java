package io.thalweg.model.artifact;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a version comes from: what the manifest says besides the model itself; see {@link Manifest}
 * for each component. Immutable.
 */
public record Receipt(
    long version,
    @Nullable String parentSha256,
    long createdAtMillis,
    long round,
    long steps,
    long examplesTrained,
    Map<String, Double> metrics,
    List<Long> readyTimesMillis,
    boolean preview,
    @Nullable Provenance provenance) {
  /** Of a release of which no more is known. */
  public Receipt(
      long version,
      @Nullable String parentSha256,
      long createdAtMillis,
      long round,
      long steps,
      long examplesTrained,
      Map<String, Double> metrics,
      List<Long> readyTimesMillis) {
    this(
        version,
        parentSha256,
        createdAtMillis,
        round,
        steps,
        examplesTrained,
        metrics,
        readyTimesMillis,
        false,
        null);
  }

  public Receipt {
    metrics = Map.copyOf(metrics);
    readyTimesMillis = List.copyOf(readyTimesMillis);
  }
}
