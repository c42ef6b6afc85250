package io.thalweg.cli.demo;

/** A plain learner by stochastic gradient descent over what a pipeline would feed it. */
final class OnlineLogisticRegression {
  private static final int NUMERIC = 9;
  private static final double LEARNING_RATE = 0.05;

  private final double[] weights =
      new double[NUMERIC + Transaction.CATEGORIES.length + Transaction.COUNTRIES.length];

  /** The class that it would say. */
  int predict(Transaction t) {
    return probability(features(t)) > 0.5 ? 1 : 0;
  }

  void learn(Transaction t, int label) {
    double[] x = features(t);
    double error = label - probability(x);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += LEARNING_RATE * error * x[i];
    }
  }

  private double probability(double[] x) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * x[i];
    }
    return 1 / (1 + Math.exp(-sum));
  }

  private double[] features(Transaction t) {
    double[] x = new double[weights.length];
    x[0] = 1;
    x[1] = Math.log1p(t.amount()) - 3.5;
    x[2] = Math.log1p(t.distanceKm()) - 2;
    x[3] = Math.log1p(t.minutesSinceLast()) - 5;
    x[4] = Math.log1p(t.deviceAgeDays()) - 4.5;
    x[5] = (t.paymentsLastHour() - 2) / 1.4;
    x[6] = (t.declinesToday() - 0.6) / 0.8;
    x[7] = t.cardPresent() ? 1 : -1;
    x[8] = (t.hour() - 11.5) / 7;
    x[NUMERIC + t.category()] = 1;
    x[NUMERIC + Transaction.CATEGORIES.length + t.country()] = 1;
    return x;
  }
}
