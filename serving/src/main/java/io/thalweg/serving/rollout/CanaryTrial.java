package io.thalweg.serving.rollout;

import io.thalweg.serving.rollout.AnswerTally.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One canary against the champion. Only what both answer during the trial counts: the champion's
 * earlier answers have had longer to get their labels, and labels that come late differ from those
 * that come soon. Thread-safe; counting answers takes no lock.
 */
final class CanaryTrial {
  private final CanaryConfig config;
  private final long champion;
  private final long canary;
  private final long sinceMillis;
  private final AnswerTally championTally = new AnswerTally();
  private final AnswerTally canaryTally = new AnswerTally();
  private final LatencyBaseline baseline = new LatencyBaseline();

  // All are guarded by this; null where the configuration has no such guard.
  private final @Nullable LossBlocks losses;
  private @Nullable Comparison errors;
  private @Nullable Comparison latency;
  private Counts championSeen = Counts.NONE;
  private Counts canarySeen = Counts.NONE;
  private Counts championTimed = Counts.NONE;
  private Counts canaryTimed = Counts.NONE;

  /**
   * Begins.
   *
   * @param clip the largest loss that counts; empty: told from the champion's first outcomes
   */
  CanaryTrial(
      CanaryConfig config, long champion, long canary, OptionalDouble clip, long sinceMillis) {
    this.config = config;
    this.champion = champion;
    this.canary = canary;
    this.sinceMillis = sinceMillis;
    this.losses =
        config.guards().containsKey(Guard.LOSS)
            ? new LossBlocks(config, clip, config.alpha())
            : null;
    this.errors = share(Guard.ERRORS);
    this.latency = share(Guard.LATENCY);
  }

  private @Nullable Comparison share(Guard guard) {
    return config.guards().containsKey(guard)
        ? Comparison.of(guard, config.tolerance(guard), 1, config.alpha())
        : null;
  }

  long champion() {
    return champion;
  }

  long canary() {
    return canary;
  }

  void answered(long version, long nanos) {
    if (version == champion) {
      championTally.answered();
      if (baseline.isKnown()) {
        championTally.timed(baseline.isSlow(nanos));
      } else {
        baseline.champion(nanos);
      }
    } else if (version == canary) {
      canaryTally.answered();
      if (baseline.isKnown()) {
        canaryTally.timed(baseline.isSlow(nanos));
      }
    }
  }

  void failed(long version) {
    if (version == champion) {
      championTally.failed();
    } else if (version == canary) {
      canaryTally.failed();
    }
  }

  /**
   * The label of an answer has come.
   *
   * @param servedAtMillis when it was answered
   */
  synchronized void outcome(long version, long servedAtMillis, double loss) {
    if (losses == null || servedAtMillis < sinceMillis) {
      return;
    }
    if (version == champion) {
      losses.champion(loss);
    } else if (version == canary) {
      losses.canary(loss);
    }
  }

  /**
   * Compares what was answered since the last call, unless a side has answered nothing, and says
   * what follows. How often it is called must not depend on what is answered.
   */
  synchronized CanaryDecision look(long nowMillis) {
    compareAnswers();
    List<Comparison> tests = new ArrayList<>();
    Optional.ofNullable(losses).map(LossBlocks::test).ifPresent(tests::add);
    Optional.ofNullable(errors).ifPresent(tests::add);
    Optional.ofNullable(latency).ifPresent(tests::add);
    Evidence evidence = evidence(nowMillis, tests);
    for (Comparison test : tests) {
      if (test.isWorse()) {
        return new CanaryDecision.Rollback(evidence, "worse: " + test.figures());
      }
    }
    boolean allTolerable =
        tests.size() == config.guards().size() && tests.stream().allMatch(Comparison::isTolerable);
    if (allTolerable) {
      boolean better = tests.stream().anyMatch(t -> t.guard() == Guard.LOSS && t.isBetter());
      return new CanaryDecision.Promote(
          evidence, (better ? "better: " : "not worse: ") + tests.get(0).figures());
    }
    return atEnd(evidence);
  }

  private CanaryDecision atEnd(Evidence evidence) {
    if (evidence.canaryLabels() < config.atMostLabels()
        && evidence.ageMillis() < config.atMostAge().toMillis()) {
      return new CanaryDecision.Hold(evidence, "nothing is beyond doubt yet");
    }
    String reason =
        "undecided after %d labels and %d s"
            .formatted(evidence.canaryLabels(), evidence.ageMillis() / 1000);
    return switch (config.atEnd()) {
      case ROLLBACK -> new CanaryDecision.Rollback(evidence, reason);
      case PROMOTE -> new CanaryDecision.Promote(evidence, reason);
    };
  }

  private Evidence evidence(long nowMillis, List<Comparison> tests) {
    return new Evidence(
        champion,
        canary,
        sinceMillis,
        nowMillis,
        losses == null ? 0 : losses.canaryLabels(),
        losses == null ? 0 : losses.championLabels(),
        tests.stream().map(Comparison::figures).toList());
  }

  private void compareAnswers() {
    Counts ours = canaryTally.counts();
    Counts theirs = championTally.counts();
    Comparison e = errors;
    long requests = ours.requests() - canarySeen.requests();
    long championRequests = theirs.requests() - championSeen.requests();
    if (e != null && requests > 0 && championRequests > 0) {
      errors =
          e.with(
              share(ours.failed() - canarySeen.failed(), requests),
              share(theirs.failed() - championSeen.failed(), championRequests));
      canarySeen = ours;
      championSeen = theirs;
    }
    Comparison l = latency;
    long timed = ours.timed() - canaryTimed.timed();
    long championNew = theirs.timed() - championTimed.timed();
    if (l != null && timed > 0 && championNew > 0) {
      latency =
          l.with(
              share(ours.slow() - canaryTimed.slow(), timed),
              share(theirs.slow() - championTimed.slow(), championNew));
      canaryTimed = ours;
      championTimed = theirs;
    }
  }

  /** At most 1: counters that are read while others count may be a count apart. */
  private static double share(long part, long whole) {
    return Math.min(1, (double) part / whole);
  }
}
