package io.thalweg.ingestion.generate;

/** The concepts that there are. Stateless. */
public final class Concepts {
  private Concepts() {}

  /**
   * SEA (Street, Kim 2001): class 1 where the first two of three numbers sum up to the threshold at
   * most; the third says nothing. The paper's thresholds are 8, 9, 7 and 9.5.
   *
   * @param noise share of classes that are turned round
   */
  public static Concept sea(double threshold, double noise) {
    return new Sea(threshold, noise);
  }

  /**
   * Rotating hyperplane (Hulten, Spencer, Domingos 2001), see {@link Hyperplane}.
   *
   * @param speed by which each weight moves with a row
   * @param noise share of classes that are turned round
   * @param seed of the weights and of how they move
   */
  public static Concept hyperplane(int columns, double speed, double noise, long seed) {
    return new Hyperplane(columns, speed, noise, seed);
  }

  /**
   * Loan applicants (Agrawal, Imielinski, Swami 1993); group A is class 0.
   *
   * @param function which of the paper's ten says who belongs to group A, 1 to 10
   * @param perturbation by which numbers are blurred after the class is given, as a share of their
   *     range
   */
  public static Concept agrawal(int function, double perturbation) {
    return new Agrawal(function, perturbation);
  }

  /**
   * Random radial basis functions, as MOA has them (Bifet et al. 2010), see {@link RandomRbf}.
   *
   * @param speed by which each centre moves with a row
   * @param seed of the centres and of where they move
   */
  public static Concept randomRbf(int columns, int classes, int centres, double speed, long seed) {
    return new RandomRbf(columns, classes, centres, speed, seed);
  }

  /**
   * A display of seven segments (Breiman et al. 1984) beside 17 that say nothing.
   *
   * @param swapped so many segments have changed places with irrelevant ones, 0 to 7
   * @param noise the probability with which a segment is shown wrong
   */
  public static Concept led(int swapped, double noise) {
    return new Led(swapped, noise);
  }
}
