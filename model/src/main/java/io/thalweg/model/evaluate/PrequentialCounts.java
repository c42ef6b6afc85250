package io.thalweg.model.evaluate;

import io.thalweg.model.Head;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sums over examples; those of several learners add up. A classifier leaves the squared errors at
 * 0, a regression everything else. A set of labels is right where it is the very set, and its loss
 * is the mean over the labels. A rate over no examples is NaN. Immutable.
 *
 * @param logLossSum natural logarithm
 * @param noChangeCorrect what predicting the previous label would have got right
 * @param majorityCorrect what predicting the most frequent class so far would have got right
 * @param noChangeSquaredErrorSum of predicting the previous label
 */
public record PrequentialCounts(
    long examples,
    long correct,
    double logLossSum,
    long noChangeCorrect,
    long majorityCorrect,
    double squaredErrorSum,
    double noChangeSquaredErrorSum) {

  public static final PrequentialCounts NONE = new PrequentialCounts(0, 0, 0, 0, 0, 0, 0);

  public PrequentialCounts plus(PrequentialCounts other) {
    return new PrequentialCounts(
        examples + other.examples,
        correct + other.correct,
        logLossSum + other.logLossSum,
        noChangeCorrect + other.noChangeCorrect,
        majorityCorrect + other.majorityCorrect,
        squaredErrorSum + other.squaredErrorSum,
        noChangeSquaredErrorSum + other.noChangeSquaredErrorSum);
  }

  public double accuracy() {
    return perExample((double) correct);
  }

  public double logLoss() {
    return perExample(logLossSum);
  }

  public double noChangeAccuracy() {
    return perExample((double) noChangeCorrect);
  }

  public double majorityAccuracy() {
    return perExample((double) majorityCorrect);
  }

  public double rootMeanSquaredError() {
    return Math.sqrt(perExample(squaredErrorSum));
  }

  public double noChangeRootMeanSquaredError() {
    return Math.sqrt(perExample(noChangeSquaredErrorSum));
  }

  /** The figures that mean something for this head, by the names that reports and manifests use. */
  public Map<String, Double> metrics(Head head) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (!head.isRightOrWrong()) {
      metrics.put("rmse", rootMeanSquaredError());
      metrics.put("baseline_no_change", noChangeRootMeanSquaredError());
    } else {
      metrics.put("accuracy", accuracy());
      metrics.put("logloss", logLoss());
      metrics.put("baseline_no_change", noChangeAccuracy());
      metrics.put("baseline_majority", majorityAccuracy());
    }
    return metrics;
  }

  /** Seven 8-byte numbers, big endian, in the order of the components. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(examples);
    out.writeLong(correct);
    out.writeDouble(logLossSum);
    out.writeLong(noChangeCorrect);
    out.writeLong(majorityCorrect);
    out.writeDouble(squaredErrorSum);
    out.writeDouble(noChangeSquaredErrorSum);
  }

  public static PrequentialCounts read(DataInput in) throws IOException {
    return new PrequentialCounts(
        in.readLong(),
        in.readLong(),
        in.readDouble(),
        in.readLong(),
        in.readLong(),
        in.readDouble(),
        in.readDouble());
  }

  private double perExample(double sum) {
    return examples == 0 ? Double.NaN : sum / examples;
  }
}
