package io.thalweg.learner.train;

import io.thalweg.learner.train.Race.Runner;
import io.thalweg.model.evaluate.ConfidenceSequence;
import java.util.List;
import java.util.Optional;

/**
 * What a committed round has decided. Immutable.
 *
 * @param race from there on
 * @param left who runs no more, the one that was promoted last
 */
record Verdict(Race race, List<Left> left) {
  Verdict {
    left = List.copyOf(left);
  }

  /** Why a challenger runs no more. */
  enum Why {
    /** It is the champion. */
    PROMOTED("is the champion"),

    /** It is surely worse than the champion. */
    WORSE("is dropped, because it is worse"),

    /** It was in the worse half. */
    HALVED("is dropped with the worse half"),

    /** Its loss or its parameters are no numbers any more. */
    DIVERGED("is dropped, because it has diverged");

    private final String words;

    Why(String words) {
      this.words = words;
    }
  }

  /** Who runs no more. */
  record Left(Runner runner, Why why) {
    RaceEvent event(long round, RaceSpec spec) {
      ConfidenceSequence test = runner.test();
      return new RaceEvent(
          round,
          runner.name(),
          why.words,
          why == Why.PROMOTED,
          Math.round(test.count()) * spec.block(),
          spec.clip() * test.mean(),
          spec.clip() * test.lower(),
          spec.clip() * test.upper());
    }
  }

  Optional<Runner> promoted() {
    return left.stream().filter(l -> l.why() == Why.PROMOTED).map(Left::runner).findFirst();
  }
}
