package io.thalweg.learner.sync;

import io.thalweg.learner.sync.LearnerMessage.Staged;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which round the learners have reached, and which versions were released of it. Not thread-safe:
 * the protocol's caller locks.
 */
final class Ledger {
  private CoordinationState state = CoordinationState.INITIAL;
  private boolean releasing;
  private long inLog;
  private @Nullable String lastReleaseSha256;

  CoordinationState state() {
    return state;
  }

  long round() {
    return state.round();
  }

  void reached(long round, Totals totals) {
    state =
        new CoordinationState(
            round,
            totals,
            state.lastVersion(),
            state.parentSha256(),
            state.releasedExamples(),
            state.pending());
  }

  /** See {@link RoundProtocol#releaseAbove}. */
  void releaseAbove(long lastVersion, @Nullable String lastReleaseSha256) {
    releasing = true;
    this.inLog = lastVersion;
    this.lastReleaseSha256 = lastReleaseSha256;
    List<Staged> open = new ArrayList<>(state.pending());
    open.removeIf(staged -> staged.version() <= lastVersion);
    write(Math.max(lastVersion, state.lastVersion()), state.releasedExamples(), open);
  }

  /**
   * Gives a number away if there is something new to release, else 0. After another lineage's
   * release all is new that was ever learned.
   */
  long nextRelease(long examples) {
    return isOvertaken() && examples > 0 ? nextNumber() : nextPreview(examples);
  }

  /** Gives a number away if something was learned since the last staged version, else 0. */
  long nextPreview(long examples) {
    return examples > state.releasedExamples() ? nextNumber() : 0;
  }

  /**
   * Whether the last release in the log isn't the last that was staged here, and nothing is on its
   * way that would come behind it: a writer that was thought gone has appended its own, or all goes
   * on from an older checkpoint. What was staged under a number that the log has passed can't be
   * announced; the next version contains it.
   */
  private boolean isOvertaken() {
    return !Objects.equals(lastReleaseSha256, state.parentSha256())
        && state.pending().stream().noneMatch(staged -> staged.version() > inLog);
  }

  private long nextNumber() {
    if (!releasing) {
      return 0;
    }
    long version = state.lastVersion() + 1;
    write(version, state.releasedExamples(), state.pending());
    return version;
  }

  /** A lone rank commits by itself, so what it reports is ahead of the last report's round. */
  long examples(Ranks ranks) {
    long atRound = state.totals().examples();
    return ranks.isAlone() ? Math.max(ranks.totals(0).examples(), atRound) : atRound;
  }

  /** A version waits for its checkpoint, and is the parent of the next. */
  void staged(Staged staged, long examples) {
    List<Staged> pending = new ArrayList<>(state.pending());
    pending.add(staged);
    state =
        new CoordinationState(
            state.round(),
            state.totals(),
            state.lastVersion(),
            staged.manifestSha256(),
            examples,
            pending);
  }

  /** Goes on from there, but never uses a version's number again. */
  void restore(CoordinationState restored) {
    long lastVersion = state.lastVersion();
    state = restored;
    write(
        Math.max(lastVersion, restored.lastVersion()),
        restored.releasedExamples(),
        restored.pending());
  }

  private void write(long lastVersion, long releasedExamples, List<Staged> pending) {
    state =
        new CoordinationState(
            state.round(),
            state.totals(),
            lastVersion,
            state.parentSha256(),
            releasedExamples,
            pending);
  }
}
