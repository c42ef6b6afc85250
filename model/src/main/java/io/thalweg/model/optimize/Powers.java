package io.thalweg.model.optimize;

/**
 * Powers that are the same to the bit on every machine, without the arrays that {@link
 * StrictMath#pow} allocates. Stateless.
 */
final class Powers {
  private Powers() {}

  /** By squaring; {@code exponent} is 0 or more. */
  static double of(double base, long exponent) {
    double power = 1;
    double square = base;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        power *= square;
      }
      square *= square;
    }
    return power;
  }

  /** Of a base above 0. */
  static double real(double base, double exponent) {
    return StrictMath.exp(exponent * StrictMath.log(base));
  }
}
