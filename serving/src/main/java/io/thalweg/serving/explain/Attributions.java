package io.thalweg.serving.explain;

import java.util.List;
import java.util.OptionalDouble;

/**
 * An output, shared out among the features. Immutable.
 *
 * @param method never {@link Method#SHAPLEY}
 * @param baseValue the output where nothing is known of the row: its mean over the background rows;
 *     LIME's intercept
 * @param prediction the output for the row
 * @param features in the order of the spec
 * @param backgroundRows how many were used
 * @param evaluations rows that the model computed
 * @param fidelity share of the outputs' variance that LIME's linear model explains, 1 at most;
 *     empty for Shapley values
 */
public record Attributions(
    Method method,
    double baseValue,
    double prediction,
    List<Attribution> features,
    int backgroundRows,
    int evaluations,
    OptionalDouble fidelity) {
  public Attributions {
    features = List.copyOf(features);
  }

  /**
   * A feature's share.
   *
   * @param standardError of the value, by what was drawn at random; 0 where nothing was
   */
  public record Attribution(String name, double value, double standardError) {}
}
