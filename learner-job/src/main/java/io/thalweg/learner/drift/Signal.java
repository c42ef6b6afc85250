package io.thalweg.learner.drift;

import java.io.Serializable;

/** What of an example a detector looks at. Immutable. */
public sealed interface Signal extends Serializable {
  /** Its name in reports. */
  String name();

  /**
   * Of a classifier 1 where it was wrong, else 0; of a set of labels the share of them that was
   * wrong; of a regression the absolute error.
   */
  record PredictionError() implements Signal {
    @Override
    public String name() {
      return "error";
    }
  }

  /** Class index or target; of a set of labels how many are in it. */
  record Label() implements Signal {
    @Override
    public String name() {
      return "label";
    }
  }

  /**
   * A number as it lies in the row: transformed, not standardized.
   *
   * @param slot of the row
   */
  record NumericFeature(String name, int slot) implements Signal {}

  /**
   * A category's bucket, -1 where it is missing.
   *
   * @param slot of the row
   */
  record CategoricalFeature(String name, int slot) implements Signal {}
}
