package io.thalweg.collective.round;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where members and coordinator leave each other messages. It may lose, double and reorder them:
 * both sides repeat themselves. Thread-safe.
 */
public interface Rendezvous {

  /** A message and who left it. */
  record FromMember(String member, ToCoordinator message) {}

  void tellCoordinator(String member, ToCoordinator message);

  void tellMember(String member, ToMember message);

  /** Waits for the next message, not much longer than this; null if there is none. */
  @Nullable FromMember nextForCoordinator(Duration wait) throws InterruptedException;

  /** Waits for this member's next message, not much longer than this; null if there is none. */
  @Nullable ToMember nextForMember(String member, Duration wait) throws InterruptedException;
}
