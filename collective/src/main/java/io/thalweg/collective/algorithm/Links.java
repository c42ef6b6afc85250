package io.thalweg.collective.algorithm;

import java.io.IOException;
import java.nio.FloatBuffer;

/**
 * A rank's two neighbours on the ring, for the length of one round: the next is rank + 1, the
 * previous rank - 1, both modulo the world size. Confined to the thread that reduces.
 */
public interface Links {

  int rank();

  int worldSize();

  /**
   * Sends what remains in one buffer while it fills what remains in the other; both run at once, so
   * that a ring of ranks which all send first can't block itself. All ranks make the same exchanges
   * in the same order, empty ones too.
   *
   * @param toNext has the size of what the next rank expects
   * @param fromPrevious must not overlap toNext
   */
  void exchange(FloatBuffer toNext, FloatBuffer fromPrevious) throws IOException;
}
