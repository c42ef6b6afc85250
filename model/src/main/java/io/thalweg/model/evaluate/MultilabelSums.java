package io.thalweg.model.evaluate;

import io.thalweg.model.evaluate.Outcome.Matches;
import io.thalweg.model.evaluate.Outcome.Multilabelled;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Of sets of labels (Tsoumakas, Katakis and Vlahavas 2010): accuracy counts those that were
 * predicted exactly, Hamming loss the labels that were wrong, F1 takes all labels of all examples
 * together (micro). Confined to one thread.
 */
final class MultilabelSums extends Sums {
  private static final int LOG_LOSS = 1;

  /** Of each of three: exact, Hamming loss, hits, extra, missed. */
  private static final int PREDICTED = 2;

  private static final int NO_CHANGE = PREDICTED + 5;
  private static final int MAJORITY = NO_CHANGE + 5;
  private static final int SIZE = MAJORITY + 5;

  MultilabelSums() {
    super(0, SIZE);
  }

  @Override
  void add(Outcome outcome, double weight) {
    Multilabelled m = (Multilabelled) outcome;
    values[0] += weight;
    values[LOG_LOSS] += weight * m.logLoss();
    add(PREDICTED, m.predicted(), m.labels(), weight);
    add(NO_CHANGE, m.noChange(), m.labels(), weight);
    add(MAJORITY, m.majority(), m.labels(), weight);
  }

  private void add(int at, Matches matches, int labels, double weight) {
    values[at] += matches.isExact() ? weight : 0;
    values[at + 1] += weight * matches.hammingLoss(labels);
    values[at + 2] += weight * matches.hits();
    values[at + 3] += weight * matches.extra();
    values[at + 4] += weight * matches.missed();
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", perExample(PREDICTED));
    metrics.put("logloss", perExample(LOG_LOSS));
    metrics.put("hamming_loss", perExample(PREDICTED + 1));
    metrics.put("f1_micro", f1(PREDICTED));
    metrics.put("baseline_no_change", perExample(NO_CHANGE));
    metrics.put("baseline_no_change_hamming_loss", perExample(NO_CHANGE + 1));
    metrics.put("baseline_no_change_f1_micro", f1(NO_CHANGE));
    metrics.put("baseline_majority", perExample(MAJORITY));
    metrics.put("baseline_majority_hamming_loss", perExample(MAJORITY + 1));
    return metrics;
  }

  /** The harmonic mean of precision and recall; NaN where no label held or was predicted. */
  private double f1(int at) {
    double twice = 2 * values[at + 2];
    return twice / (twice + values[at + 3] + values[at + 4]);
  }
}
