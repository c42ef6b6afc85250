package io.thalweg.cli.run;

import io.thalweg.learner.drift.ReactionSpec;
import java.time.Duration;

/**
 * When one reason holds releases back, as seen from outside: {@code drift.reactions.releases:
 * hold}, or bad records. Confined to one thread.
 */
public final class HeldReleases {
  private final boolean holds;
  private Held sum = Held.NEVER;
  private boolean holding;
  private Duration lookedAt = Duration.ZERO;

  /**
   * How often and how long.
   *
   * @param now whether they are held at this moment
   */
  public record Held(int times, Duration inAll, boolean now) {
    static final Held NEVER = new Held(0, Duration.ZERO, false);
  }

  /** By learners that drift, if they do. */
  HeldReleases(ReactionSpec spec) {
    this.holds = spec.releases() == ReactionSpec.Releases.HOLD;
  }

  /** By bad records. */
  HeldReleases() {
    this.holds = true;
  }

  /**
   * Looks.
   *
   * @param reasons that there are now: learners that haven't recovered, say
   * @param at rises
   */
  void add(long reasons, Duration at) {
    boolean begins = holds && reasons > 0 && !holding;
    Duration more = holding ? at.minus(lookedAt) : Duration.ZERO;
    holding = holds && reasons > 0;
    lookedAt = at;
    sum = new Held(sum.times() + (begins ? 1 : 0), sum.inAll().plus(more), holding);
  }

  Held sum() {
    return sum;
  }
}
