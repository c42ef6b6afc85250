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
      return logLoss(probabilityOfTruth);
    }

    static double logLoss(double probabilityOfTruth) {
      return -Math.log(probabilityOfTruth > MIN_PROBABILITY ? probabilityOfTruth : MIN_PROBABILITY);
    }
  }

  /**
   * Of a set of labels.
   *
   * @param labels that could have been in it
   * @param logLoss mean over the labels, each as {@link Classified#logLoss}
   * @param predicted the labels whose probability is 0.5 or more, against the set
   * @param noChange the set before, against it
   * @param majority the labels that more than half of the sets so far had, against it
   */
  record Multilabelled(
      int labels, double logLoss, Matches predicted, Matches noChange, Matches majority)
      implements Outcome {
    /** Whether exactly the labels that held were predicted. */
    public boolean isRight() {
      return predicted.isExact();
    }

    /** Share of the labels about which the prediction was wrong. */
    public double hammingLoss() {
      return predicted.hammingLoss(labels);
    }
  }

  /**
   * One set of labels against another. Immutable.
   *
   * @param hits labels in both
   * @param extra labels that are predicted only
   * @param missed labels that aren't
   */
  record Matches(int hits, int extra, int missed) {
    public boolean isExact() {
      return extra == 0 && missed == 0;
    }

    public double hammingLoss(int labels) {
      return (double) (extra + missed) / labels;
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
