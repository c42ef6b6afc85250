package io.thalweg.collective;

import java.util.random.RandomGenerator;

/**
 * 128-bit token of one membership. Whoever decides on a membership draws a new one, so that
 * whatever a former membership still sends is told apart and refused. Immutable.
 */
public record Generation(long high, long low) {

  /** Draws a token; use a {@link java.security.SecureRandom} where strangers can reach the port. */
  public static Generation random(RandomGenerator random) {
    return new Generation(random.nextLong(), random.nextLong());
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return String.format("%016x%016x", high, low);
  }
}
