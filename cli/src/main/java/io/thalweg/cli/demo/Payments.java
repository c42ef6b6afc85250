package io.thalweg.cli.demo;

import io.thalweg.ingestion.generate.Column;
import io.thalweg.ingestion.generate.Concept;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Card payments under one regime of fraud, as columns; class 1 is fraud. The account tells nothing.
 * Immutable.
 */
public final class Payments implements Concept {
  private static final List<Column> COLUMNS =
      List.of(
          new Column.Named(
              "account",
              IntStream.range(0, TransactionSampler.ACCOUNTS)
                  .mapToObj(TransactionSampler::account)
                  .toList()),
          new Column.Numeric("amount"),
          new Column.Named("category", List.of(Transaction.CATEGORIES)),
          new Column.Named("country", List.of(Transaction.COUNTRIES)),
          new Column.Numeric("hour"),
          new Column.Numeric("paymentsLastHour"),
          new Column.Numeric("declinesToday"),
          new Column.Numeric("distanceKm"),
          new Column.Numeric("minutesSinceLast"),
          new Column.Numeric("deviceAgeDays"),
          new Column.Nominal("cardPresent", 2));

  private static final List<Concept> REGIMES =
      List.of(
          new Payments(FraudRegime.first()),
          new Payments(FraudRegime.afterAbruptDrift()),
          new Payments(FraudRegime.afterGradualDrift()));

  private final FraudRegime regime;

  private Payments(FraudRegime regime) {
    this.regime = regime;
  }

  /** The first; the account's behaviour means the opposite; so does the device. */
  public static List<Concept> regimes() {
    return REGIMES;
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
    Transaction t = new TransactionSampler(random).draw(0, 0);
    values[0] = TransactionSampler.number(t.account());
    values[1] = t.amount();
    values[2] = t.category();
    values[3] = t.country();
    values[4] = t.hour();
    values[5] = t.paymentsLastHour();
    values[6] = t.declinesToday();
    values[7] = t.distanceKm();
    values[8] = t.minutesSinceLast();
    values[9] = t.deviceAgeDays();
    values[10] = t.cardPresent() ? 1 : 0;
    return regime.label(t, random);
  }
}
