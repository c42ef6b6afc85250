package io.thalweg.serving.console;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What each subtask has last counted of one metric, also while nobody says it: one that is silent
 * has undone nothing. When subtasks are started anew and one isn't among them, the total waits for
 * it, and then goes on without. Confined to the console's lock.
 */
final class LastCounts {
  static final int MOST_OWNERS = 1_024;
  private static final long FORGOTTEN_MILLIS = 12 * 3_600_000L;

  private final String name;
  private final Budget budget;
  private final Map<String, Last> owners = new HashMap<>();
  private Set<String> risen = Set.of();
  private double total = Double.NaN;

  /**
   * What a subtask has last said.
   *
   * @param zeroMillis since when it says 0 instead, as it does until it is restored; 0: it doesn't
   */
  private record Last(Cell cell, double value, long heardMillis, long zeroMillis) {}

  LastCounts(String name, Budget budget) {
    this.name = name;
    this.budget = budget;
  }

  /** Looks once after a record. */
  void look(ModelFigures figures, long nowMillis) {
    Map<String, Cell> live = figures.counting(name, nowMillis);
    risen = new TreeSet<>();
    live.forEach((owner, cell) -> hear(owner, cell, nowMillis));
    boolean waits = forgetOthers(live, figures.restartedMillis(), nowMillis);
    double sum = 0;
    for (Map.Entry<String, Last> e : owners.entrySet()) {
      sum += waits && !live.containsKey(e.getKey()) ? 0 : e.getValue().value();
    }
    if (!owners.isEmpty() && !(waits && total > sum)) {
      total = sum;
    }
  }

  private void hear(String owner, Cell cell, long nowMillis) {
    Last before = owners.get(owner);
    double now = cell.value();
    if (before == null) {
      if (!Double.isNaN(now) && owners.size() < MOST_OWNERS && budget.take()) {
        owners.put(owner, new Last(cell, now, nowMillis, 0));
      }
      return;
    }
    long zero = 0;
    if (now == 0 && before.value() > 0) {
      zero = before.zeroMillis() == 0 ? nowMillis : before.zeroMillis();
    }
    if (Double.isNaN(now) || (zero > 0 && nowMillis - zero < Cell.RESTORING_MILLIS)) {
      owners.put(owner, new Last(cell, before.value(), nowMillis, zero));
      return;
    }
    if (now > before.value()) {
      risen.add(owner);
    }
    owners.put(owner, new Last(cell, now, nowMillis, 0));
  }

  /** Answers whether one that is missing may yet come. */
  private boolean forgetOthers(Map<String, Cell> live, long restartedMillis, long nowMillis) {
    long appeared = live.values().stream().mapToLong(Cell::appearedMillis).max().orElse(0);
    boolean waits = false;
    for (Iterator<Map.Entry<String, Last>> i = owners.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<String, Last> e = Objects.requireNonNull(i.next());
      if (live.containsKey(e.getKey())) {
        continue;
      }
      Last last = e.getValue();
      long others = othersStarted(last, live.isEmpty() ? 0 : appeared, restartedMillis);
      boolean isDue = !live.isEmpty() && others > 0;
      if (nowMillis - last.heardMillis() > FORGOTTEN_MILLIS
          || (isDue && nowMillis - others >= Cell.RESTORING_MILLIS)) {
        i.remove();
        budget.giveBack(1);
      } else {
        waits |= isDue;
      }
    }
    return waits;
  }

  /** When others were started since it has last said anything; 0: they weren't. */
  private static long othersStarted(Last last, long appearedMillis, long restartedMillis) {
    long others = last.cell().isGone() ? last.heardMillis() : 0;
    if (appearedMillis > last.heardMillis()) {
      others = Math.max(others, appearedMillis);
    }
    return restartedMillis >= last.heardMillis() ? Math.max(others, restartedMillis) : others;
  }

  /** Subtasks that said more in the last record than before. */
  Set<String> risen() {
    return risen;
  }

  /** Over all subtasks; no number where none has ever said one. */
  double total() {
    return total;
  }

  /** The largest of them, likewise. */
  double largest() {
    return owners.values().stream().mapToDouble(Last::value).max().orElse(Double.NaN);
  }
}
