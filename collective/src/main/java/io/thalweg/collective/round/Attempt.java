package io.thalweg.collective.round;

import io.thalweg.collective.Generation;
import io.thalweg.collective.round.ToCoordinator.Vote;
import io.thalweg.collective.round.ToMember.Start;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How far a participant is in the round that it takes part in. Confined to one thread. */
final class Attempt {
  private final Start start;
  private final long freezeDeadlineNanos;
  private final long deadlineNanos;
  private boolean frozen;
  private boolean without;
  private long examples;
  private @Nullable Vote vote;

  Attempt(Start start, long nowNanos, Duration freezeTimeout) {
    this.start = start;
    this.deadlineNanos = nowNanos + start.timeout().toNanos();
    this.freezeDeadlineNanos =
        nowNanos + Math.min(freezeTimeout.toNanos(), start.timeout().toNanos() / 2);
  }

  long round() {
    return start.round();
  }

  Generation generation() {
    return start.generation();
  }

  boolean awaitsFreeze() {
    return !frozen;
  }

  boolean freezeIsOver(long nowNanos) {
    return nowNanos - freezeDeadlineNanos > 0;
  }

  boolean isOver(long nowNanos) {
    return nowNanos - deadlineNanos > 0;
  }

  Duration left(long nowNanos) {
    return Duration.ofNanos(Math.max(1, deadlineNanos - nowNanos));
  }

  void frozen(long withExamples) {
    frozen = true;
    examples = withExamples;
  }

  /** It couldn't freeze and carries what is open into a later round. */
  void goWithout() {
    without = true;
  }

  boolean goesWithout() {
    return without;
  }

  void voted(String resultHash) {
    vote = new Vote(generation(), round(), resultHash, examples);
  }

  boolean hasVoted() {
    return vote != null;
  }

  Vote vote() {
    return Objects.requireNonNull(vote, "no vote yet");
  }
}
