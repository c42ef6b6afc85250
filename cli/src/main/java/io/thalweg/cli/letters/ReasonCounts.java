package io.thalweg.cli.letters;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How many letters there are of each kind of reason: reasons that differ in a number or in a quoted
 * value are of one kind. Confined to one thread.
 */
public final class ReasonCounts {
  private static final Pattern QUOTED = Pattern.compile("'[^']*'");
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])-?\\d[\\d.]*([eE][-+]?\\d+)?");

  /**
   * Kinds that are told apart: a topic of nothing but strange reasons shall not fill the memory.
   */
  private static final int KINDS = 1000;

  private static final String OTHERS = "other reasons";

  private final Map<String, Long> counts = new HashMap<>();

  public void add(String reason) {
    String kind = kind(reason);
    boolean known = counts.containsKey(kind) || counts.size() < KINDS;
    counts.merge(known ? kind : OTHERS, 1L, Long::sum);
  }

  /** One line for each kind, the most frequent first. */
  public List<String> lines() {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(e -> "%8d  %s".formatted(e.getValue(), e.getKey()))
        .toList();
  }

  private static String kind(String reason) {
    String unquoted = QUOTED.matcher(reason.replaceAll("\\s*\\R\\s*", " ")).replaceAll("'...'");
    return NUMBER.matcher(unquoted).replaceAll("N");
  }
}
