package io.thalweg.serving.console;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is so of a model now and has no curve. Numbers that aren't one stand for none. Immutable.
 *
 * @param nowMillis of the server
 * @param heardMillis when a process that learns last said something; null: never
 * @param learners subtasks that learn
 * @param processes that count
 * @param totals since the first start
 * @param absent of what there is nothing, and why
 */
public record ModelState(
    String model,
    long nowMillis,
    @Nullable Long heardMillis,
    int learners,
    int processes,
    Map<String, Long> totals,
    Fresh fresh,
    Replay replay,
    Forgotten forgotten,
    Shifted shifted,
    Versions versions,
    List<DeadLetter> letters,
    SortedMap<String, String> absent) {
  /** Names of totals, of which a model that nobody has told of has none. */
  public static final List<String> TOTALS = Totals.NAMES;

  public ModelState {
    totals = Map.copyOf(totals);
    letters = List.copyOf(letters);
  }

  /** Median ages stage by stage, and of all of them together the median and the 99th percentile. */
  public record Fresh(List<Stage> stages, @Nullable Long p50, @Nullable Long p99) {
    public Fresh {
      stages = List.copyOf(stages);
    }
  }

  /** A part of the way of an example. */
  public record Stage(String name, long millis) {}

  /** What is remembered, and of what was drawn of it. */
  public record Replay(List<Tier> tiers, List<AgeShare> ages, List<ClassShare> classes) {
    public Replay {
      tiers = List.copyOf(tiers);
      ages = List.copyOf(ages);
      classes = List.copyOf(classes);
    }
  }

  /** Rows of one kind of storage. */
  public record Tier(String name, long rows) {}

  /**
   * Rows that are no older.
   *
   * @param upToSeconds null: older than all others
   */
  public record AgeShare(@Nullable Integer upToSeconds, double share) {}

  /** Rows of a class. */
  public record ClassShare(String label, double share) {}

  /** Rows by name, columns by time. */
  public record Matrix(List<Long> times, List<List<Double>> rows) {
    public Matrix {
      times = List.copyOf(times);
      rows = List.copyOf(rows);
    }
  }

  /** Accuracies on what is kept of periods. */
  public record Forgotten(List<Period> periods, Matrix accuracy) {
    public Forgotten {
      periods = List.copyOf(periods);
    }
  }

  /** When it began, and how many of its rows are kept. */
  public record Period(long beganMillis, long rows) {}

  /** Population stability indexes of features. */
  public record Shifted(List<String> features, Matrix psi) {
    public Shifted {
      features = List.copyOf(features);
    }
  }

  /**
   * The newest versions, the newest first.
   *
   * @param serving null: none
   * @param pinned whether an alias says which one serves
   */
  public record Versions(
      @Nullable Long serving,
      boolean pinned,
      SortedMap<String, Long> aliases,
      List<Entry> entries) {
    public Versions {
      entries = List.copyOf(entries);
    }
  }

  /**
   * A version.
   *
   * @param state serving, loaded, gone or refused
   * @param why it was refused
   * @param learned examples; null where its receipt was never read here
   */
  public record Entry(
      long version,
      long announcedMillis,
      boolean preview,
      String state,
      @Nullable String why,
      @Nullable Long learned,
      Map<String, Double> metrics) {
    public Entry {
      metrics = Map.copyOf(metrics);
    }
  }
}
