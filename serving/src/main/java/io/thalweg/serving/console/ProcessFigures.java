package io.thalweg.serving.console;

import io.thalweg.schemas.LearningFigures;
import io.thalweg.schemas.LearningFigures.Figure;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;

/** What one process last said. Confined to the console's lock. */
final class ProcessFigures {
  /** Kept of one process; about 200 bytes each. */
  static final int MOST_FIGURES = 4_096;

  private static final int LONGEST_NAME = 128;
  private static final double SHORTEST_SECONDS = 0.1;
  private static final double LONGEST_SECONDS = 43_200;

  /** Rates hold until the next record, but no longer than this beyond the time when it is due. */
  private static final long GRACE_MILLIS = 2_000;

  private final Budget budget;
  private final Map<String, Map<String, Cell>> byName = new HashMap<>();
  private int size;
  private int records;
  private long atMillis;
  private long heardMillis;
  private double seconds = 1;
  private boolean isAnew;

  ProcessFigures(Budget budget) {
    this.budget = budget;
  }

  long heardMillis() {
    return heardMillis;
  }

  /** By owner. */
  Map<String, Cell> cells(String name) {
    return byName.getOrDefault(name, Map.of());
  }

  Set<String> names() {
    return byName.keySet();
  }

  int size() {
    return size;
  }

  /** Its tasks are started anew: the next record only says where counting begins. */
  void restart() {
    isAnew = true;
  }

  /** Whether it has said nothing since. */
  boolean isAnew() {
    return isAnew;
  }

  /** Whether what it said of rates is still so. */
  boolean isRecent(long nowMillis) {
    long due = Math.min(Math.round(seconds * 1000), ModelFigures.COUNTS_MILLIS);
    return !isAnew && nowMillis - heardMillis <= due + GRACE_MILLIS;
  }

  /**
   * Takes a record in.
   *
   * @param nowMillis when it counts
   * @param rises is told of counters that rose, and by how much
   */
  void accept(LearningFigures record, long nowMillis, ObjDoubleConsumer<String> rises) {
    boolean begins = isAnew || hasOtherLearners(record);
    isAnew = false;
    double since = ((double) record.atMillis() - atMillis) / 1000;
    seconds = Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, since));
    atMillis = record.atMillis();
    heardMillis = Math.max(heardMillis, nowMillis);
    records++;
    for (Figure figure : record.figures()) {
      Cell cell = LearnedNames.isWanted(figure.name()) ? cell(figure, nowMillis) : null;
      if (cell == null) {
        continue;
      }
      if (LearnedNames.isCounter(figure.name())) {
        double rise = cell.count(figure.value(), seconds, nowMillis, begins, records);
        if (rise > 0) {
          rises.accept(figure.name(), rise);
        }
      } else {
        cell.show(figure.value(), records);
      }
    }
    forgetOthers();
  }

  /** Restarts with more or fewer learners give each another's count. */
  private boolean hasOtherLearners(LearningFigures record) {
    Set<String> before = cells(LearnedNames.EXAMPLES_TRAINED).keySet();
    if (before.isEmpty()) {
      return false;
    }
    Set<String> now = new HashSet<>();
    for (Figure figure : record.figures()) {
      if (figure.name().equals(LearnedNames.EXAMPLES_TRAINED) && now.size() <= MOST_FIGURES) {
        now.add(figure.owner());
      }
    }
    return !now.equals(before);
  }

  private @Nullable Cell cell(Figure figure, long nowMillis) {
    Cell known = cells(figure.name()).get(figure.owner());
    if (known != null
        || size == MOST_FIGURES
        || figure.name().length() > LONGEST_NAME
        || figure.owner().length() > LONGEST_NAME
        || !budget.take()) {
      return known;
    }
    size++;
    Cell made = new Cell(nowMillis);
    byName.computeIfAbsent(figure.name(), n -> new HashMap<>()).put(figure.owner(), made);
    return made;
  }

  private void forgetOthers() {
    int before = size;
    for (Iterator<Map<String, Cell>> names = byName.values().iterator(); names.hasNext(); ) {
      Map<String, Cell> owners = Objects.requireNonNull(names.next());
      int all = owners.size();
      owners.values().removeIf(this::leaves);
      size -= all - owners.size();
      if (owners.isEmpty()) {
        names.remove();
      }
    }
    budget.giveBack(before - size);
  }

  private boolean leaves(Cell cell) {
    boolean leaves = !cell.isIn(records);
    if (leaves) {
      cell.leave();
    }
    return leaves;
  }

  /** The process counts no longer. */
  void forget() {
    budget.giveBack(size);
    size = 0;
    byName.clear();
  }
}
