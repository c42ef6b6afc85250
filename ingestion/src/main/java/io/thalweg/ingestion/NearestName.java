package io.thalweg.ingestion;

import java.util.Collection;
import java.util.Optional;

/** Finds what a mistyped name most likely meant. Stateless. */
public final class NearestName {
  private static final int LISTED = 8;

  private NearestName() {}

  /**
   * The candidate with the fewest edits, if those are few for a name of that length, and about half
   * of the letters stay.
   */
  public static Optional<String> of(String name, Collection<String> candidates) {
    String best = null;
    int fewest = Math.max(2, name.length() / 3) + 1;
    for (String candidate : candidates) {
      int edits = edits(name, candidate);
      if (edits < fewest && 2 * edits <= 1 + Math.max(name.length(), candidate.length())) {
        fewest = edits;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The end of an error's line: a question about the nearest candidate, else what there is. */
  public static String hint(String name, Collection<String> candidates) {
    return of(name, candidates)
        .map("; did you mean '%s'?"::formatted)
        .orElseGet(() -> candidates.isEmpty() ? "; it has none" : "; it has " + listed(candidates));
  }

  private static String listed(Collection<String> candidates) {
    String names = String.join(", ", candidates.stream().limit(LISTED).toList());
    return candidates.size() > LISTED ? names + ", ..." : names;
  }

  /** Levenshtein distance, case ignored: O(length of a x length of b). */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        int replaced = diagonal + (same ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
