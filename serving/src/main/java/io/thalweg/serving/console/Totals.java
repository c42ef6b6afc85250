package io.thalweg.serving.console;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Counts since the first start, and what they make; of those that are silent, what they have last
 * said. Immutable.
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

  /** Of what subtasks have last said; a count that nobody ever said is 0. */
  static Totals of(Counted counted) {
    Map<String, Long> counts = new LinkedHashMap<>();
    METRICS.forEach(
        (name, metrics) -> {
          double sum = 0;
          for (String metric : metrics) {
            double of = counted.total(metric);
            sum += Double.isNaN(of) ? 0 : of;
          }
          counts.put(name, Math.round(sum));
        });
    double loss =
        counted.total(LearnedNames.LOG_LOSS_SUM) / counted.total(LearnedNames.EXAMPLES_TRAINED);
    return new Totals(counts, loss > 0 ? loss : Double.NaN);
  }

  /** Metrics that make totals. */
  static Stream<String> metricNames() {
    return METRICS.values().stream().flatMap(Arrays::stream);
  }
}
