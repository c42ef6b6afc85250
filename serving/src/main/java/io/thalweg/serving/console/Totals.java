package io.thalweg.serving.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts since the first start, and what they make; the last that were known while nobody says
 * anything. Immutable.
 *
 * @param byName as docs/console.md has them
 * @param logLoss of all examples; no number where there is none
 */
record Totals(Map<String, Long> byName, double logLoss) {
  static final Totals NONE = new Totals(Map.of(), Double.NaN);

  private static final Map<String, String[]> METRICS = metrics();
  static final List<String> NAMES = List.copyOf(METRICS.keySet());

  private static Map<String, String[]> metrics() {
    Map<String, String[]> out = new LinkedHashMap<>();
    out.put("learned", new String[] {LearnedNames.EXAMPLES_TRAINED});
    out.put("replayed", new String[] {LearnedNames.EXAMPLES_REPLAYED});
    out.put("steps", new String[] {LearnedNames.STEPS});
    out.put("rounds", new String[] {LearnedNames.ROUNDS_COMMITTED});
    out.put("aborted", new String[] {LearnedNames.ROUNDS_ABORTED});
    out.put("restarts", new String[] {LearnedNames.NUM_RESTARTS});
    out.put("duplicates", new String[] {LearnedNames.DUPLICATES});
    out.put("expired", new String[] {LearnedNames.EXPIRED});
    out.put("erased", new String[] {LearnedNames.ERASED_EVENTS, LearnedNames.EXAMPLES_ERASED});
    out.put(
        "dead_letters",
        new String[] {
          LearnedNames.EVENTS_DEAD_LETTERED,
          LearnedNames.LABELS_DEAD_LETTERED,
          LearnedNames.ERASURES_DEAD_LETTERED
        });
    return out;
  }

  Totals {
    byName = Map.copyOf(byName);
  }

  /** Of what is said now; a count that nobody says is as it was before. */
  static Totals of(ModelFigures figures, long nowMillis, Totals before) {
    Map<String, Long> counts = new LinkedHashMap<>();
    METRICS.forEach(
        (name, metrics) -> {
          double sum = Double.NaN;
          for (String metric : metrics) {
            double of = figures.sum(metric, nowMillis);
            sum = Double.isNaN(sum) ? of : sum + (Double.isNaN(of) ? 0 : of);
          }
          counts.put(
              name, Double.isNaN(sum) ? before.byName.getOrDefault(name, 0L) : Math.round(sum));
        });
    double loss =
        figures.sum(LearnedNames.LOG_LOSS_SUM, nowMillis)
            / figures.sum(LearnedNames.EXAMPLES_TRAINED, nowMillis);
    return new Totals(counts, loss > 0 ? loss : before.logLoss);
  }
}
