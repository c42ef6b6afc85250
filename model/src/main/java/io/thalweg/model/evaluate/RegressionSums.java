package io.thalweg.model.evaluate;

import io.thalweg.model.evaluate.Outcome.Estimated;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Of a regression: root mean squared and mean absolute errors, and the pinball losses of the value
 * taken as the 10 %, 50 % and 90 % quantile (Koenker, Bassett 1978). Confined to one thread.
 */
final class RegressionSums extends Sums {
  private static final int SQUARED = 1;
  private static final int ABSOLUTE = 2;
  private static final int NO_CHANGE_SQUARED = 3;
  private static final int NO_CHANGE_ABSOLUTE = 4;
  private static final int OVER = 5;
  private static final int SIZE = 6;

  RegressionSums() {
    super(0, SIZE);
  }

  @Override
  void add(Outcome outcome, double weight) {
    Estimated e = (Estimated) outcome;
    double error = e.error();
    double noChange = e.noChangeError();
    values[0] += weight;
    values[SQUARED] += weight * error * error;
    values[ABSOLUTE] += weight * Math.abs(error);
    values[NO_CHANGE_SQUARED] += weight * noChange * noChange;
    values[NO_CHANGE_ABSOLUTE] += weight * Math.abs(noChange);
    values[OVER] += weight * Math.max(0, error);
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("rmse", Math.sqrt(perExample(SQUARED)));
    metrics.put("mae", perExample(ABSOLUTE));
    metrics.put("pinball_10", pinball(0.1));
    metrics.put("pinball_50", pinball(0.5));
    metrics.put("pinball_90", pinball(0.9));
    metrics.put("baseline_no_change", Math.sqrt(perExample(NO_CHANGE_SQUARED)));
    metrics.put("baseline_no_change_mae", perExample(NO_CHANGE_ABSOLUTE));
    return metrics;
  }

  /** tau times what the value was below the target, 1 - tau times what it was above. */
  private double pinball(double tau) {
    double over = perExample(OVER);
    return tau * (perExample(ABSOLUTE) - over) + (1 - tau) * over;
  }
}
