package io.thalweg.collective;

import java.time.Duration;

/**
 * Where a learner can be reached. It listens before any membership is known, so that its address
 * can be announced, and then joins one generation after another. {@link #close} may be called by
 * any thread and frees a blocked {@link #join}; the rest is confined to one thread at a time.
 */
public interface Endpoint extends AutoCloseable {

  /** The address to announce in {@link Member}, as a literal. */
  String host();

  int port();

  String processId();

  /**
   * Meets the other ranks. The caller closes the communicator, and does so before the next join.
   * Returning means that this rank is linked to its neighbours, not that all ranks are.
   *
   * @throws CollectiveException when the others did not show up in time, or disagree on who they
   *     are
   */
  Communicator join(Membership membership, int rank, Duration timeout) throws CollectiveException;

  /**
   * How many connections were turned away or cut for what they sent: strangers, stale generations,
   * broken frames, too many at once. A peer that knocks before this rank has joined counts too, and
   * comes again.
   */
  long connectionsRefused();

  /** Closes what was joined, stops listening and waits until no thread is left. */
  @Override
  void close();
}
