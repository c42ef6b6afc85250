package io.thalweg.cli.run;

import io.thalweg.learner.drift.ReactionSpec;
import java.time.Duration;

/**
 * When {@code drift.reactions.releases: hold} holds releases back, as seen from outside. Confined
 * to one thread.
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

  HeldReleases(ReactionSpec spec) {
    this.holds = spec.releases() == ReactionSpec.Releases.HOLD;
  }

  /**
   * Looks.
   *
   * @param drifting learners that haven't recovered
   * @param at rises
   */
  void add(long drifting, Duration at) {
    boolean begins = holds && drifting > 0 && !holding;
    Duration more = holding ? at.minus(lookedAt) : Duration.ZERO;
    holding = holds && drifting > 0;
    lookedAt = at;
    sum = new Held(sum.times() + (begins ? 1 : 0), sum.inAll().plus(more), holding);
  }

  Held sum() {
    return sum;
  }
}
