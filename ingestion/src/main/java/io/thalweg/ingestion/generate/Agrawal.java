package io.thalweg.ingestion.generate;

import java.util.List;
import java.util.SplittableRandom;

/** See {@link Concepts#agrawal}. Immutable. */
record Agrawal(int function, double perturbation) implements Concept {
  private static final List<Column> COLUMNS =
      List.of(
          new Column.Numeric("salary"),
          new Column.Numeric("commission"),
          new Column.Numeric("age"),
          new Column.Nominal("elevel", 5),
          new Column.Nominal("car", 20),
          new Column.Nominal("zipcode", 9),
          new Column.Numeric("hvalue"),
          new Column.Numeric("hyears"),
          new Column.Numeric("loan"));

  Agrawal {
    if (function < 1 || function > 10) {
      throw new IllegalArgumentException(
          "function=%d, want 1 to 10: the paper has ten".formatted(function));
    }
  }

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public int classes() {
    return 2;
  }

  @Override
  public int draw(SplittableRandom random, double[] values) {
    Applicant a = Applicant.draw(random);
    boolean inGroupA = a.isInGroupA(function);
    values[0] = blurred(a.salary(), 20_000, 150_000, random);
    values[1] = a.commission() > 0 ? blurred(a.commission(), 10_000, 75_000, random) : 0;
    values[2] = Math.rint(blurred(a.age(), 20, 80, random));
    values[3] = a.elevel();
    values[4] = a.car();
    values[5] = a.zipcode();
    values[6] = blurred(a.hvalue(), 0, 1_350_000, random);
    values[7] = Math.rint(blurred(a.hyears(), 1, 30, random));
    values[8] = blurred(a.loan(), 0, 500_000, random);
    return inGroupA ? 0 : 1;
  }

  /** Moved evenly by up to the share of its range in either direction, and kept in it. */
  private double blurred(double value, double min, double max, SplittableRandom random) {
    if (perturbation == 0) {
      return value;
    }
    double by = (max - min) * perturbation * (2 * random.nextDouble() - 1);
    return Math.max(min, Math.min(max, value + by));
  }
}
