package io.thalweg.serving.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much a version's features count over its recent traffic: the mean size of their Shapley
 * values, as in Lundberg and Lee, "A unified approach to interpreting model predictions", 2017.
 * Sampled values are larger in size than exact ones by their noise. Immutable.
 *
 * @param column of the output; null where each row was asked about the one with its highest score
 * @param features in the order of the spec
 * @param rows that were explained
 * @param backgroundRows that each was compared with
 * @param source of all of these
 * @param evaluations rows that the model computed
 */
public record Importance(
    String model,
    long version,
    String output,
    OutputColumn.Scale scale,
    @Nullable Integer column,
    Method method,
    List<Feature> features,
    int rows,
    int backgroundRows,
    BackgroundSource source,
    int evaluations) {
  public Importance {
    features = List.copyOf(features);
  }

  /**
   * A feature's part.
   *
   * @param meanAbsoluteValue over the rows
   * @param standardError of this mean, by the rows that were drawn
   */
  public record Feature(String name, double meanAbsoluteValue, double standardError) {}
}
