package io.thalweg.cli.demo;

import java.util.random.RandomGenerator;

/**
 * Draws transactions whose features are independent of each other and of time. {@code LOG_*} are
 * mean and standard deviation of the logarithm. Not thread-safe.
 */
final class TransactionSampler {
  static final double LOG_AMOUNT_MEAN = 3.5;
  static final double LOG_AMOUNT_SD = 1.1;
  static final double LOG_DISTANCE_MEAN = 2.0;
  static final double LOG_DISTANCE_SD = 1.2;
  static final double LOG_MINUTES_MEAN = 5.0;
  static final double LOG_MINUTES_SD = 1.0;
  static final double LOG_DEVICE_AGE_MEAN = 4.5;
  static final double LOG_DEVICE_AGE_SD = 1.0;
  static final double PAYMENTS_MEAN = 2.0;
  static final double DECLINES_MEAN = 0.6;
  static final double CARD_PRESENT_SHARE = 0.5;

  static final int ACCOUNTS = 10_000;
  private static final String ACCOUNT = "account-";

  private final RandomGenerator random;

  TransactionSampler(RandomGenerator random) {
    this.random = random;
  }

  static String account(int number) {
    return ACCOUNT + number;
  }

  /** Of an account by its name. */
  static int number(String account) {
    return Integer.parseInt(account, ACCOUNT.length(), account.length(), 10);
  }

  Transaction draw(long index, long atMillis) {
    return new Transaction(
        "tx-" + index,
        account(random.nextInt(ACCOUNTS)),
        atMillis,
        Math.min(logNormal(LOG_AMOUNT_MEAN, LOG_AMOUNT_SD), Transaction.MAX_AMOUNT),
        random.nextInt(Transaction.CATEGORIES.length),
        random.nextInt(Transaction.COUNTRIES.length),
        random.nextInt(24),
        poisson(PAYMENTS_MEAN),
        poisson(DECLINES_MEAN),
        logNormal(LOG_DISTANCE_MEAN, LOG_DISTANCE_SD),
        logNormal(LOG_MINUTES_MEAN, LOG_MINUTES_SD),
        logNormal(LOG_DEVICE_AGE_MEAN, LOG_DEVICE_AGE_SD),
        random.nextDouble() < CARD_PRESENT_SHARE);
  }

  /** StrictMath: the same bytes on every machine. */
  private double logNormal(double mean, double sd) {
    return StrictMath.exp(mean + sd * random.nextGaussian());
  }

  /** Knuth's product of uniforms; fine for small means. */
  private int poisson(double mean) {
    double limit = StrictMath.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }
}
