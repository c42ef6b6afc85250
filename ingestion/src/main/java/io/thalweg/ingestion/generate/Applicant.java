package io.thalweg.ingestion.generate;

import java.util.SplittableRandom;

/** For a loan, with the paper's attributes. Immutable. */
record Applicant(
    double salary,
    double commission,
    int age,
    int elevel,
    int car,
    int zipcode,
    double hvalue,
    int hyears,
    double loan) {

  static Applicant draw(SplittableRandom random) {
    double salary = random.nextDouble(20_000, 150_000);
    int zipcode = random.nextInt(9);
    return new Applicant(
        salary,
        salary >= 75_000 ? 0 : random.nextDouble(10_000, 75_000),
        random.nextInt(20, 81),
        random.nextInt(5),
        random.nextInt(20),
        zipcode,
        (9 - zipcode) * 100_000 * (0.5 + random.nextDouble()),
        random.nextInt(1, 31),
        random.nextDouble(500_000));
  }

  /** By one of the paper's functions, 1 to 10. */
  boolean isInGroupA(int function) {
    double income = salary + commission;
    return switch (function) {
      case 1 -> age < 40 || age >= 60;
      case 2 -> byAge(salary, 50_000, 75_000, 25_000, 50_000);
      case 3 -> isSchooled();
      case 4 ->
          isSchooled()
              ? byAge(salary, 25_000, 50_000, 50_000, 50_000)
              : byAge(salary, 50_000, 75_000, 25_000, 50_000);
      case 5 ->
          byAge(salary, 50_000, 75_000, 25_000, 50_000)
              ? byAge(loan, 100_000, 200_000, 300_000, 200_000)
              : byAge(loan, 200_000, 300_000, 100_000, 200_000);
      case 6 -> byAge(income, 50_000, 75_000, 25_000, 50_000);
      case 7 -> 2 * income / 3 - loan / 5 - 20_000 > 0;
      case 8 -> 2 * income / 3 - 5_000 * elevel - 20_000 > 0;
      case 9 -> 2 * income / 3 - 5_000 * elevel - loan / 5 - 10_000 > 0;
      default -> 2 * income / 3 - 5_000 * elevel + equity() / 5 - 10_000 > 0;
    };
  }

  /** Whether the value lies in a range that begins elsewhere for the young, middle-aged and old. */
  private boolean byAge(double value, double young, double middle, double old, double width) {
    double from = age < 40 ? young : age < 60 ? middle : old;
    return from <= value && value <= from + width;
  }

  private boolean isSchooled() {
    return age < 40 ? elevel <= 1 : age < 60 ? elevel >= 1 && elevel <= 3 : elevel >= 2;
  }

  private double equity() {
    return hyears < 20 ? 0 : hvalue * (hyears - 20) / 10;
  }
}
