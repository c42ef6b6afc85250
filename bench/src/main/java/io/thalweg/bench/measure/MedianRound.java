package io.thalweg.bench.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The round whose ratio of ours to the reference is the median. Where a machine has phases of
 * double time that last for seconds, both sides of one round lie in the same phase, and medians of
 * each side need not. Immutable.
 *
 * @param reference in the unit of {@code ours}
 */
public record MedianRound(double ours, double reference) {
  /**
   * Measures both by turns and changes who goes first each time. A round of each goes before and is
   * not counted.
   *
   * @param rounds odd
   */
  public static MedianRound byTurns(int rounds, Round ours, Round reference) throws Exception {
    ours.measure();
    reference.measure();
    List<MedianRound> all = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      if (i % 2 == 0) {
        double our = ours.measure();
        all.add(new MedianRound(our, reference.measure()));
      } else {
        double their = reference.measure();
        all.add(new MedianRound(ours.measure(), their));
      }
    }
    all.sort(Comparator.comparingDouble(MedianRound::ratio));
    return all.get(rounds / 2);
  }

  double ratio() {
    return ours / reference;
  }
}
