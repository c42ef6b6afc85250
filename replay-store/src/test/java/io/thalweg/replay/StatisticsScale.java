package io.thalweg.replay;

/** How many draws statistical tests take: ten times as many with {@code -Dthalweg.nightly=true}. */
final class StatisticsScale {
  static final int DRAWS = Boolean.getBoolean("thalweg.nightly") ? 10 : 1;

  private StatisticsScale() {}
}
