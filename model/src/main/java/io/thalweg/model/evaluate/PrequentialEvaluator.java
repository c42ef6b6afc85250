package io.thalweg.model.evaluate;

import io.thalweg.model.Head;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Test-then-train figures in the forms of Gama, Sebastiao and Rodrigues (2013): over everything,
 * over the newest examples, or fading. The baselines know all labels so far whatever the form.
 * Adding takes constant time, but for the area under the curve, which is computed when asked for.
 * Confined to one thread.
 */
public final class PrequentialEvaluator {
  /** Weights grow as the inverse of the factor; from here on they are scaled back. */
  private static final double LARGEST_WEIGHT = 1e100;

  private final Examiner examiner;
  private final Sums sums;
  private final @Nullable WindowedAuc auc;
  private final Outcome @Nullable [] window;
  private final double growth;
  private double weight = 1;
  private long examples;

  private PrequentialEvaluator(Head head, int windowSize, double fadingFactor) {
    this.examiner = new Examiner(head);
    this.sums = Sums.of(head);
    this.auc =
        head instanceof Head.Binary
            ? new WindowedAuc(windowSize == 0 ? Prequential.AUC_WINDOW : windowSize)
            : null;
    this.window = windowSize == 0 ? null : new Outcome[windowSize];
    this.growth = 1 / fadingFactor;
  }

  /** Every example counts the same. Of the curve, the newest 1,000 count. */
  public static PrequentialEvaluator cumulative(Head head) {
    return new PrequentialEvaluator(head, 0, 1);
  }

  /** The newest {@code size} examples count. */
  public static PrequentialEvaluator slidingWindow(Head head, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("window of %d examples, want 1 or more".formatted(size));
    }
    return new PrequentialEvaluator(head, size, 1);
  }

  /**
   * An example counts {@code factor} times what the one after it does. Of the curve, the newest
   * 1,000 count.
   */
  public static PrequentialEvaluator fading(Head head, double factor) {
    if (!(factor > 0.5 && factor < 1)) {
      throw new IllegalArgumentException(
          "fading factor %s, want one between 0.5 and 1".formatted(factor));
    }
    return new PrequentialEvaluator(head, 0, factor);
  }

  /** As {@link Prequential#add(float, float[], int)}; returns what it showed. */
  public Outcome add(float label, float[] headOutputs, int offset) {
    return add(new float[] {label}, 0, headOutputs, offset);
  }

  /** As {@link Examiner#judge}; returns what it showed. */
  public Outcome add(float[] targets, int at, float[] headOutputs, int offset) {
    Outcome outcome = examiner.judge(targets, at, headOutputs, offset);
    sums.add(outcome, weight);
    if (auc != null) {
      auc.add((Outcome.Classified) outcome);
    }
    if (window != null) {
      slide(window, outcome);
    }
    weight *= growth;
    if (weight > LARGEST_WEIGHT) {
      sums.scale(1 / weight);
      weight = 1;
    }
    examples++;
    return outcome;
  }

  private void slide(Outcome[] newest, Outcome outcome) {
    int at = (int) (examples % newest.length);
    if (examples >= newest.length) {
      sums.add(newest[at], -1);
    }
    newest[at] = outcome;
    if (at == newest.length - 1) {
      sums.scale(0); // what adding and taking out has rounded doesn't pile up
      for (Outcome o : newest) {
        sums.add(o, 1);
      }
    }
  }

  /** All that were added, whether they still count or not. */
  public long examples() {
    return examples;
  }

  /** Figures by the names that reports use, {@code auc} among them where there are two classes. */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>(sums.metrics());
    if (auc != null) {
      metrics.put("auc", auc.auc());
    }
    return metrics;
  }
}
