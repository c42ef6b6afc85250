package io.thalweg.collective.round;

import org.jspecify.annotations.Nullable;

/**
 * What rounds move: one member's parameters, as a base that the group agrees on and what has been
 * learned on top of it. Confined to the member's thread.
 */
public interface Replica {
  Base base();

  /** The base's parameters, borrowed. */
  float[] baseView();

  /** Learned and in no committed round; what is frozen counts. */
  long openExamples();

  /**
   * What goes into the next round; it stays open until {@link #commit}.
   *
   * @return null while it can't be taken, as in the midst of a step; asked again soon
   */
  @Nullable Contribution freeze();

  /**
   * Keeps a round's result, without applying it.
   *
   * @param result the same bits on all ranks
   * @return SHA-256 of the base that {@link #commit} would make
   */
  String propose(float[] result);

  /** The proposal becomes the base; what was frozen, if anything, is in it and no longer open. */
  void commit(long round);

  /** Forgets the proposal; what was frozen stays open. */
  void abort();

  /** Puts what is open on top of another base. Nothing is frozen or proposed. */
  void rebase(Base base, float[] parameters);
}
