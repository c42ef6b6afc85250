package io.thalweg.collective.round;

import java.time.Duration;

/**
 * When generations form, when rounds start and how long things may take; the same for all members
 * and the coordinator. Immutable.
 *
 * @param minMembers fewer don't form a generation
 * @param settle how long nobody new has to have come before a generation forms
 * @param everyExamples a round starts when so many examples are open in all
 * @param maxAge or when the last round is so old and any are open
 * @param roundTimeout from a round's start to the last vote
 * @param freezeTimeout from a round's start until a member has frozen
 * @param formTimeout from a generation's forming until all are linked and hold its base
 * @param heartbeat how often members repeat what isn't answered
 * @param silence after which a member counts as gone
 * @param baseLoss how long all who have the newest base may be gone until the others go on from the
 *     newest one that is left, without what the rounds in between had learned
 */
public record RoundConfig(
    int minMembers,
    Duration settle,
    long everyExamples,
    Duration maxAge,
    Duration roundTimeout,
    Duration freezeTimeout,
    Duration formTimeout,
    Duration heartbeat,
    Duration silence,
    Duration baseLoss,
    Stragglers stragglers) {

  public RoundConfig {
    if (minMembers < 1) {
      throw new IllegalArgumentException("minMembers must be 1 or more: minMembers=" + minMembers);
    }
    if (everyExamples < 1) {
      throw new IllegalArgumentException(
          "everyExamples must be 1 or more: everyExamples=" + everyExamples);
    }
    requirePositive("maxAge", maxAge);
    requirePositive("formTimeout", formTimeout);
    requirePositive("baseLoss", baseLoss);
    requireShorter("heartbeat", heartbeat, "silence", silence);
    requireShorter("freezeTimeout", freezeTimeout, "roundTimeout", roundTimeout);
  }

  /** Strict, with everything else in proportion to the round's timeout. */
  public static RoundConfig of(int minMembers, long everyExamples, Duration roundTimeout) {
    return new RoundConfig(
        minMembers,
        roundTimeout.dividedBy(20),
        everyExamples,
        roundTimeout,
        roundTimeout,
        roundTimeout.dividedBy(2),
        roundTimeout.dividedBy(2),
        roundTimeout.dividedBy(20),
        roundTimeout.dividedBy(2),
        roundTimeout.multipliedBy(10),
        new Stragglers.Strict());
  }

  public RoundConfig withStragglers(Stragglers others) {
    return new RoundConfig(
        minMembers,
        settle,
        everyExamples,
        maxAge,
        roundTimeout,
        freezeTimeout,
        formTimeout,
        heartbeat,
        silence,
        baseLoss,
        others);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive: " + name + "=" + value);
    }
  }

  private static void requireShorter(
      String name, Duration value, String otherName, Duration other) {
    if (value.isNegative() || value.isZero() || value.compareTo(other) >= 0) {
      throw new IllegalArgumentException(
          "%s must be positive and shorter than %s: %s=%s, %s=%s"
              .formatted(name, otherName, name, value, otherName, other));
    }
  }
}
