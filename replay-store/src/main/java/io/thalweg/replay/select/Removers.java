package io.thalweg.replay.select;

/** The removers that this platform knows; {@code capacity} is a group's number of slots. */
public final class Removers {
  private Removers() {}

  /**
   * A uniform sample of all rows offered: algorithm R of J. S. Vitter, "Random sampling with a
   * reservoir", ACM TOMS 11(1), 1985.
   */
  public static Remover reservoir(int capacity) {
    return new Reservoir(capacity);
  }

  /** Exactly the newest rows that weren't deleted. Takes 8 bytes a slot. */
  public static Remover window(int capacity) {
    return new Window(capacity);
  }

  /**
   * Classes as equal in number as the stream allows and of each class a uniform sample: algorithm 1
   * of A. Chrysakis, M.-F. Moens, "Online continual learning from imbalanced data", ICML 2020.
   * Takes some 40 bytes a class seen.
   */
  public static Remover classBalanced(int capacity) {
    return new ClassBalancedReservoir(capacity);
  }

  /**
   * Takes rows in as a reservoir does, but gives up rows that the model has learned: the victim is
   * the row of lower loss among two drawn uniformly with replacement. With n rows stored, the row
   * of ascending rank r (from 0) of loss gives way with probability (2 (n - r) - 1) / n^2; rows of
   * equal loss share theirs. Beside a row of unknown loss the one drawn first gives way, so a row
   * of unknown loss has probability 1 / n, the mean.
   *
   * <p>After P. Buzzega, M. Boschini, A. Porrello, S. Calderara, "Rethinking experience replay: a
   * bag of tricks for continual learning", ICPR 2020, where the probability falls linearly with the
   * loss itself and rises with the size of the class. By rank it needs no scale, and one outlier
   * doesn't shield itself and level all others.
   */
  public static Remover lossAware(int capacity) {
    return new LossAwareReservoir(capacity);
  }
}
