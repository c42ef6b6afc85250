package io.thalweg.cli.demo;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What makes a payment fraud: a weighted sum of standardized features, nearly linear, and a
 * logistic coin around the threshold that {@link #FRAUD_SHARE} of all payments exceed. Immutable.
 */
final class FraudRegime {
  static final double FRAUD_SHARE = 0.38;

  /** Of the coin, in standard deviations of the sum; leaves 92 to 93 % to the best classifier. */
  private static final double NOISE_SCALE = 0.13;

  private static final int CALIBRATION_DRAWS = 20_000;
  private static final long CALIBRATION_SEED = 0x7A11;

  private static final double[] CATEGORY = {-.6, -.4, .5, .7, .1, -.5, -.2, .6, .8, -.7, -.3, 0};
  private static final double[] COUNTRY = {-.5, -.3, -.2, .1, .2, -.1, .3, .5};

  private final double behaviour;
  private final double device;
  private final double threshold;
  private final double standardDeviation;

  /**
   * @param behaviour sign of what the account does: amount, distance, payments
   * @param device sign of what it does it with: device, card, declines, trade
   */
  private FraudRegime(double behaviour, double device) {
    this.behaviour = behaviour;
    this.device = device;
    TransactionSampler sampler = new TransactionSampler(new SplittableRandom(CALIBRATION_SEED));
    double[] sums = new double[CALIBRATION_DRAWS];
    Arrays.setAll(sums, i -> sum(sampler.draw(i, 0)));
    Arrays.sort(sums);
    threshold = sums[(int) ((1 - FRAUD_SHARE) * CALIBRATION_DRAWS)];
    double mean = Arrays.stream(sums).average().orElseThrow();
    standardDeviation =
        Math.sqrt(Arrays.stream(sums).map(s -> (s - mean) * (s - mean)).average().orElseThrow());
  }

  /** How the stream begins. */
  static FraudRegime first() {
    return new FraudRegime(1, 1);
  }

  /** The account's behaviour means the opposite. */
  static FraudRegime afterAbruptDrift() {
    return new FraudRegime(-1, 1);
  }

  /** Behaviour and device mean the opposite. */
  static FraudRegime afterGradualDrift() {
    return new FraudRegime(-1, -1);
  }

  int label(Transaction t, RandomGenerator random) {
    double z = (sum(t) - threshold) / standardDeviation;
    double probability = 1 / (1 + StrictMath.exp(-z / NOISE_SCALE));
    return random.nextDouble() < probability ? 1 : 0;
  }

  private double sum(Transaction t) {
    double amount =
        z(t.amount(), TransactionSampler.LOG_AMOUNT_MEAN, TransactionSampler.LOG_AMOUNT_SD);
    double distance =
        z(t.distanceKm(), TransactionSampler.LOG_DISTANCE_MEAN, TransactionSampler.LOG_DISTANCE_SD);
    double minutes =
        z(
            t.minutesSinceLast(),
            TransactionSampler.LOG_MINUTES_MEAN,
            TransactionSampler.LOG_MINUTES_SD);
    double deviceAge =
        z(
            t.deviceAgeDays(),
            TransactionSampler.LOG_DEVICE_AGE_MEAN,
            TransactionSampler.LOG_DEVICE_AGE_SD);
    double payments = count(t.paymentsLastHour(), TransactionSampler.PAYMENTS_MEAN);
    double declines = count(t.declinesToday(), TransactionSampler.DECLINES_MEAN);
    double card = t.cardPresent() ? 1 : -1;
    double night = StrictMath.cos((t.hour() - 3) * Math.PI / 12);
    double unseen = t.cardPresent() ? 0 : amount;
    return behaviour * (0.9 * amount + 0.8 * distance + 0.7 * payments - 0.3 * minutes)
        + device * (0.6 * declines - 0.6 * deviceAge - 0.5 * card + CATEGORY[t.category()])
        + COUNTRY[t.country()]
        + 0.3 * night
        + 0.3 * unseen;
  }

  private static double z(double value, double logMean, double logStandardDeviation) {
    return (StrictMath.log(value) - logMean) / logStandardDeviation;
  }

  private static double count(int value, double mean) {
    return (value - mean) / Math.sqrt(mean);
  }
}
