package io.thalweg.replay;

/** What the database's state is divided into; the codes never change their meaning. */
final class StateKind {
  /** {@link TableState}, number 0. */
  static final byte TABLE = 0;

  /** {@link Group#save}, by group. */
  static final byte GROUP = 1;

  /** Weights and losses of a group's slots, by group. */
  static final byte VALUES = 2;

  /** The weights' own state, number 0. */
  static final byte WEIGHTS = 3;

  /** {@link Draws#save} and the slots with a hot frame, number 0. */
  static final byte POOL = 4;

  /** The sequence numbers of a cold segment's blocks, by segment. */
  static final byte SEGMENT = 5;

  private StateKind() {}
}
