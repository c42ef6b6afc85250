package io.thalweg.learner.train.strategy;

import java.util.stream.IntStream;

/** Which candidates a step would harm most (Aljundi et al. 2019). Stateless. */
public final class Interference {
  /**
   * The {@code wanted} candidates whose loss grows most, those first that grow more; of equal ones
   * the earlier first. All of them where there are fewer.
   */
  public static int[] most(double[] before, double[] after, int candidates, int wanted) {
    return IntStream.range(0, candidates)
        .boxed()
        .sorted((a, b) -> Double.compare(after[b] - before[b], after[a] - before[a]))
        .limit(wanted)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private Interference() {}
}
