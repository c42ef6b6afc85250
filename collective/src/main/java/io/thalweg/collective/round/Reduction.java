package io.thalweg.collective.round;

import io.thalweg.collective.Generation;
import io.thalweg.collective.round.ToMember.Form;
import java.time.Duration;

/**
 * What a participant reduces with: the links to the other ranks. Calls return at once; each ends in
 * one call of the listener, on the participant's thread, unless something newer took its place.
 */
public interface Reduction {

  /** How calls end. */
  interface Listener {
    /**
     * Linked to the others, and the source's base is here.
     *
     * @param base of the generation, if there was a source
     */
    void joined(Generation generation, float[] base);

    /** The result, the same bits on all ranks that have one. */
    void reduced(long round, float[] result);

    /**
     * The links are gone.
     *
     * @param round 0 for a failed join
     * @param suspectRank or {@link ToCoordinator.Failed#NO_SUSPECT}
     */
    void failed(Generation generation, long round, String why, int suspectRank);
  }

  /**
   * Ends what was joined and running before, meets the generation, and moves the base from the
   * source to all others if there is a source.
   *
   * @param base the parameters here
   */
  void join(Form form, float[] base, Duration timeout, Listener listener);

  /** In the generation joined last. */
  void reduce(long round, Contribution contribution, Duration timeout, Listener listener);

  /** The round reduced last counts: what is remembered of it is kept for the next. */
  default void commit() {}

  /**
   * Ends what is joined or running; its listener hears nothing more. What would have been
   * remembered of a round that isn't committed is forgotten.
   */
  void abort(String why);
}
