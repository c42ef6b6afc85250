package io.thalweg.learner.sync;

import io.thalweg.learner.sync.LearnerMessage.Staged;
import java.util.ArrayList;
import java.util.List;

/**
 * Which round the learners have reached, and which versions were released of it. Not thread-safe:
 * the protocol's caller locks.
 */
final class Ledger {
  private CoordinationState state = CoordinationState.INITIAL;
  private boolean releasing;

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
  void releaseAbove(long lastVersion) {
    releasing = true;
    List<Staged> open = new ArrayList<>(state.pending());
    open.removeIf(staged -> staged.version() <= lastVersion);
    write(Math.max(lastVersion, state.lastVersion()), state.releasedExamples(), open);
  }

  /** Gives a number away if there is something new to release, else 0. */
  long nextVersion(long examples) {
    if (!releasing || examples <= state.releasedExamples()) {
      return 0;
    }
    long version = state.lastVersion() + 1;
    write(version, state.releasedExamples(), state.pending());
    return version;
  }

  /** A lone rank commits by itself, so its own count is ahead of the last report's round. */
  long examples(Ranks ranks) {
    return (ranks.isAlone() ? ranks.totals(0) : state.totals()).examples();
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
