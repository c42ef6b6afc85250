package io.thalweg.serving.console;

import io.thalweg.schemas.LearningFigures;
import io.thalweg.schemas.LearningFigures.Figure;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What all processes of a model say together. A process counts for 10 s after its last word; of a
 * subtask that has moved, the process that said it first last counts. Confined to the console's
 * lock.
 */
final class ModelFigures {
  static final long COUNTS_MILLIS = 10_000;
  private static final int MOST_PROCESSES = 256;
  private static final long FORGOTTEN_MILLIS = 600_000;

  private final Budget budget;
  private final Map<String, ProcessFigures> processes = new HashMap<>();
  private final Map<String, String> texts = new TreeMap<>();
  private final Map<String, Double> risen = new HashMap<>();

  private double restarts = Double.NaN;
  private long restartedMillis;
  private long heardMillis;

  ModelFigures(Budget budget) {
    this.budget = budget;
  }

  /** When a process last said something; 0: never. */
  long heardMillis() {
    return heardMillis;
  }

  /** Takes a record in, which counts from this time on. */
  void accept(LearningFigures record, long nowMillis) {
    forgetSilent(nowMillis);
    ProcessFigures process = processes.get(record.process());
    if (process == null) {
      if (processes.size() == MOST_PROCESSES || record.process().length() > 256) {
        return;
      }
      process = new ProcessFigures(budget);
      processes.put(record.process(), process);
    }
    heardMillis = Math.max(heardMillis, nowMillis);
    if (wasRestarted(record)) {
      processes.values().forEach(ProcessFigures::restart);
      restartedMillis = nowMillis;
    }
    process.accept(record, nowMillis, (name, by) -> risen.merge(name, by, Double::sum));
    record
        .texts()
        .forEach(
            (name, text) -> {
              if (LearnedNames.isWantedText(name)) {
                texts.put(
                    name,
                    text.substring(0, Math.min(text.length(), LearnedNames.longestText(name))));
              }
            });
  }

  /**
   * All tasks are started anew then, and restored: their counts say nothing about what happened.
   */
  private boolean wasRestarted(LearningFigures record) {
    double now = Double.NaN;
    for (Figure figure : record.figures()) {
      if (figure.name().equals(LearnedNames.NUM_RESTARTS)) {
        now = figure.value();
      }
    }
    boolean more = now > restarts;
    restarts = Double.isNaN(now) ? restarts : now;
    return more;
  }

  private void forgetSilent(long nowMillis) {
    for (Iterator<ProcessFigures> i = processes.values().iterator(); i.hasNext(); ) {
      ProcessFigures process = i.next();
      boolean silent = nowMillis - process.heardMillis() > COUNTS_MILLIS;
      if (nowMillis - process.heardMillis() > FORGOTTEN_MILLIS
          || (silent && processes.size() == MOST_PROCESSES)) {
        process.forget();
        i.remove();
      }
    }
  }

  /** When the job was last seen to have been started anew; 0: never. */
  long restartedMillis() {
    return restartedMillis;
  }

  /** Processes that count. */
  int processes(long nowMillis) {
    return (int)
        processes.values().stream()
            .filter(p -> nowMillis - p.heardMillis() <= COUNTS_MILLIS)
            .count();
  }

  /** Subtasks that learn. */
  int learners(long nowMillis) {
    return live(LearnedNames.EXAMPLES_TRAINED, nowMillis).size();
  }

  @Nullable String text(String name) {
    return texts.get(name);
  }

  /** By how much a counter has risen since the server follows the model. */
  double risen(String name) {
    return risen.getOrDefault(name, 0.0);
  }

  /** Names that processes that count have said, which pass. */
  Set<String> names(long nowMillis, Predicate<String> passing) {
    Set<String> out = new TreeSet<>();
    for (ProcessFigures process : processes.values()) {
      if (nowMillis - process.heardMillis() <= COUNTS_MILLIS) {
        process.names().stream().filter(passing).forEach(out::add);
      }
    }
    return out;
  }

  /** Over all subtasks; no number where none has one. */
  double sum(String name, long nowMillis) {
    return fold(live(name, nowMillis), Double::sum);
  }

  double max(String name, long nowMillis) {
    return fold(live(name, nowMillis), Math::max);
  }

  double mean(String name, long nowMillis) {
    Map<String, Cell> cells = live(name, nowMillis);
    long numbers = cells.values().stream().filter(c -> !Double.isNaN(c.value())).count();
    return fold(cells, Double::sum) / numbers;
  }

  /** By subtask, of those that have a number. */
  Map<String, Double> byOwner(String name, long nowMillis) {
    Map<String, Double> out = new HashMap<>();
    live(name, nowMillis)
        .forEach(
            (owner, cell) -> {
              if (!Double.isNaN(cell.value())) {
                out.put(owner, cell.value());
              }
            });
    return out;
  }

  private static double fold(Map<String, Cell> cells, DoubleBinaryOperator operator) {
    return cells.values().stream()
        .mapToDouble(Cell::value)
        .filter(v -> !Double.isNaN(v))
        .reduce(operator)
        .orElse(Double.NaN);
  }

  /** What subtasks have multiplied by their weight, over the weights of those that have both. */
  double weightedMean(String multiplied, String weight, long nowMillis) {
    Map<String, Cell> weights = live(weight, nowMillis);
    double sum = 0;
    double all = 0;
    for (Map.Entry<String, Cell> e : live(multiplied, nowMillis).entrySet()) {
      Cell by = weights.get(e.getKey());
      if (by != null && !Double.isNaN(e.getValue().value()) && !Double.isNaN(by.value())) {
        sum += e.getValue().value();
        all += by.value();
      }
    }
    return sum / all;
  }

  /** How fast a counter rises over all subtasks; no number where there is none. */
  double perSecond(String name, long nowMillis) {
    if (live(name, nowMillis).isEmpty()) {
      return Double.NaN;
    }
    return find(name, (process, cell) -> process.isRecent(nowMillis)).values().stream()
        .mapToDouble(Cell::perSecond)
        .sum();
  }

  private Map<String, Cell> live(String name, long nowMillis) {
    return find(name, (process, cell) -> nowMillis - process.heardMillis() <= COUNTS_MILLIS);
  }

  /** By subtask; of what was said before a restart, nothing. */
  Map<String, Cell> counting(String name, long nowMillis) {
    return find(
        name,
        (process, cell) -> nowMillis - process.heardMillis() <= COUNTS_MILLIS && !process.isAnew());
  }

  private Map<String, Cell> find(String name, BiPredicate<ProcessFigures, Cell> passing) {
    Map<String, Cell> out = new HashMap<>();
    processes.forEach(
        (id, process) ->
            process
                .cells(name)
                .forEach(
                    (owner, cell) -> {
                      if (passing.test(process, cell)) {
                        out.merge(
                            owner.isEmpty() ? " " + id : owner,
                            cell,
                            (a, b) -> a.appearedMillis() > b.appearedMillis() ? a : b);
                      }
                    }));
    return out;
  }
}
