package io.thalweg.collective;

import java.time.Duration;

/**
 * How the ranks' vectors become their sum: as they are, or compressed on the wire. A summation that
 * remembers something from round to round (what compression has held back, say) proposes its new
 * memory with the sum; {@link #commit} takes it over, {@link #abort} forgets it, and exactly one of
 * them follows a sum that returned. A sum that throws has forgotten its proposal itself. Confined
 * to one thread at a time.
 */
public interface Summation {

  /**
   * Replaces values by the sum over all ranks, or by what compression leaves of it; all ranks end
   * with identical bits. What values hold after a failure is undefined.
   */
  void sum(Communicator communicator, float[] values, long round, Duration timeout)
      throws CollectiveException;

  /** Does nothing when nothing is proposed, as after a round in which all ranks are idle. */
  void commit();

  void abort();

  /** The committed memory, versioned; a summation restored from it continues bit for bit. */
  byte[] snapshot();

  /**
   * Takes over a snapshot's memory.
   *
   * @throws IllegalArgumentException when the snapshot is of another version, kind or length
   */
  void restore(byte[] snapshot);

  /** Every bit of every float32 travels; remembers nothing. */
  static Summation uncompressed() {
    return UncompressedSum.INSTANCE;
  }
}
