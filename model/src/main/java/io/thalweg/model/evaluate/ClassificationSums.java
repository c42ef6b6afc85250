package io.thalweg.model.evaluate;

import io.thalweg.model.evaluate.Outcome.Classified;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Of a classifier. Kappa compares with chance (Cohen 1960), its temporal form with repeating the
 * last label (Zliobaite et al. 2015), its majority form with the commonest class (Bifet et al.
 * 2015). The calibration error is the expected one over 15 bins of equal width (Naeini et al. 2015;
 * Guo et al. 2017). Confined to one thread.
 */
final class ClassificationSums extends Sums {
  static final int BINS = 15;

  private static final int WEIGHT = 0;
  private static final int RIGHT = 1;
  private static final int LOG_LOSS = 2;
  private static final int BRIER = 3;
  private static final int NO_CHANGE = 4;
  private static final int MAJORITY = 5;
  private static final int BIN_CONFIDENCE = 6;
  private static final int BIN_RIGHT = BIN_CONFIDENCE + BINS;
  private static final int PREDICTED = BIN_RIGHT + BINS;

  ClassificationSums(int classes) {
    super(classes, Math.toIntExact(PREDICTED + 2L * classes));
  }

  @Override
  void add(Outcome outcome, double weight) {
    Classified c = (Classified) outcome;
    double right = c.isRight() ? weight : 0;
    values[WEIGHT] += weight;
    values[RIGHT] += right;
    values[LOG_LOSS] += weight * c.logLoss();
    values[BRIER] += weight * c.squaredProbabilityError();
    values[NO_CHANGE] += c.noChangeIsRight() ? weight : 0;
    values[MAJORITY] += c.majorityIsRight() ? weight : 0;
    int bin = (int) Math.min(BINS - 1, Math.max(0, c.confidence() * BINS)); // NaN is 0
    values[BIN_CONFIDENCE + bin] += weight * c.confidence();
    values[BIN_RIGHT + bin] += right;
    values[PREDICTED + c.predicted()] += weight;
    values[PREDICTED + classes + c.truth()] += weight;
  }

  @Override
  public Map<String, Double> metrics() {
    double accuracy = perExample(RIGHT);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", accuracy);
    metrics.put("logloss", perExample(LOG_LOSS));
    metrics.put("brier", perExample(BRIER));
    metrics.put("ece", calibrationError());
    metrics.put("kappa", beyond(accuracy, chance()));
    metrics.put("kappa_temporal", beyond(accuracy, perExample(NO_CHANGE)));
    metrics.put("kappa_majority", beyond(accuracy, perExample(MAJORITY)));
    metrics.put("baseline_no_change", perExample(NO_CHANGE));
    metrics.put("baseline_majority", perExample(MAJORITY));
    return metrics;
  }

  /** What guessing with the model's own frequencies would get right. */
  private double chance() {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += perExample(PREDICTED + c) * perExample(PREDICTED + classes + c);
    }
    return sum;
  }

  private double calibrationError() {
    double sum = 0;
    for (int b = 0; b < BINS; b++) {
      sum += Math.abs(perExample(BIN_RIGHT + b) - perExample(BIN_CONFIDENCE + b));
    }
    return sum;
  }

  /** 1 where all is right, 0 as good as the reference; NaN where that leaves nothing to gain. */
  private static double beyond(double accuracy, double reference) {
    return reference < 1 ? (accuracy - reference) / (1 - reference) : Double.NaN;
  }
}
