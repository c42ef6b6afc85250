package io.thalweg.collective.compress;

import java.util.SplittableRandom;

/** Seeds of random numbers that a round can draw again. Threads: stateless. */
final class Draws {

  private Draws() {}

  /** The seed for one round and one rank (or one matrix), unlike that of any other. */
  static long of(long seed, long round, int part) {
    long ofRound = new SplittableRandom(seed ^ Long.rotateLeft(round, 32)).nextLong();
    return new SplittableRandom(ofRound + part).nextLong();
  }
}
