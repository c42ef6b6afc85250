package io.thalweg.cli.demo;

/** One card payment; the fields are documented in {@code transaction.avsc}. Immutable. */
record Transaction(
    String id,
    String account,
    long atMillis,
    double amount,
    int category,
    int country,
    int hour,
    int paymentsLastHour,
    int declinesToday,
    double distanceKm,
    double minutesSinceLast,
    double deviceAgeDays,
    boolean cardPresent) {
  static final double MAX_AMOUNT = 100_000;

  static final String[] CATEGORIES = {
    "grocery",
    "fuel",
    "travel",
    "electronics",
    "fashion",
    "restaurant",
    "health",
    "gaming",
    "jewellery",
    "transport",
    "services",
    "cash"
  };

  static final String[] COUNTRIES = {"DE", "FR", "NL", "PL", "ES", "GB", "US", "BR"};

  Transaction withAmount(double other) {
    return new Transaction(
        id,
        account,
        atMillis,
        other,
        category,
        country,
        hour,
        paymentsLastHour,
        declinesToday,
        distanceKm,
        minutesSinceLast,
        deviceAgeDays,
        cardPresent);
  }
}
