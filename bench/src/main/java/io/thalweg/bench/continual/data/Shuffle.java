package io.thalweg.bench.continual.data;

import java.util.SplittableRandom;

/** Orders by chance (Fisher and Yates; Durstenfeld 1964). Stateless. */
public final class Shuffle {
  /** The numbers from 0 to {@code length - 1}, every order equally likely. */
  public static int[] order(int length, SplittableRandom random) {
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private Shuffle() {}
}
