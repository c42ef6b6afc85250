package io.thalweg.model.evaluate;

/**
 * What testing a model on one example has shown, and what the baselines would have said. Immutable.
 */
public sealed interface Outcome {
  /** One example costs at most 34.5. */
  double MIN_PROBABILITY = 1e-15;

  /**
   * Of a classifier.
   *
   * @param truth class index
   * @param predicted class index
   * @param probabilityOfTruth as the model said it
   * @param confidence the probability of the predicted class
   * @param probabilityOfOne the probability of class 1
   * @param squaredProbabilityError (p - y)^2 of class 1 where there are two classes, else summed
   *     over all (Brier 1950)
   * @param noChangeIsRight whether the label before was the same
   * @param majorityIsRight whether the most frequent class so far was it
   */
  record Classified(
      int truth,
      int predicted,
      double probabilityOfTruth,
      double confidence,
      double probabilityOfOne,
      double squaredProbabilityError,
      boolean noChangeIsRight,
      boolean majorityIsRight)
      implements Outcome {
    public boolean isRight() {
      return predicted == truth;
    }

    /** Natural logarithm; a probability below 1e-15 (and NaN) counts as that. */
    public double logLoss() {
      return -Math.log(probabilityOfTruth > MIN_PROBABILITY ? probabilityOfTruth : MIN_PROBABILITY);
    }
  }

  /**
   * Of a regression.
   *
   * @param noChange the target before
   */
  record Estimated(double target, double value, double noChange) implements Outcome {
    public double error() {
      return value - target;
    }

    public double noChangeError() {
      return noChange - target;
    }
  }
}
