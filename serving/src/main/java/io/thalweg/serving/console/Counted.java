package io.thalweg.serving.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the subtasks of a model have last counted. Confined to the console's lock. */
final class Counted {
  private final Map<String, LastCounts> byName = new LinkedHashMap<>();

  /** Nothing yet. */
  Counted(Budget budget) {
    Stream.of(
            Totals.metricNames(),
            Stream.of(LearnedNames.LOG_LOSS_SUM, LearnedNames.PROMOTIONS),
            IntStream.range(0, LearnedNames.DETECTORS).mapToObj(LearnedNames::drifts))
        .flatMap(names -> names)
        .forEach(name -> byName.put(name, new LastCounts(name, budget)));
  }

  /** Looks once after a record. */
  void look(ModelFigures figures, long nowMillis) {
    byName.values().forEach(counts -> counts.look(figures, nowMillis));
  }

  /** Over all subtasks; no number where none has ever said one. */
  double total(String name) {
    return of(name).total();
  }

  /** The largest of a subtask, likewise. */
  double largest(String name) {
    return of(name).largest();
  }

  /** Subtasks that said more in the last record than before. */
  Set<String> risen(String name) {
    return of(name).risen();
  }

  private LastCounts of(String name) {
    return Objects.requireNonNull(byName.get(name));
  }
}
