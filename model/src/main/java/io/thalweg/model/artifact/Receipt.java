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
    List<Long> readyTimesMillis) {
  public Receipt {
    metrics = Map.copyOf(metrics);
    readyTimesMillis = List.copyOf(readyTimesMillis);
  }
}
