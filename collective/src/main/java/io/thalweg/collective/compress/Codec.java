package io.thalweg.collective.compress;

import java.nio.ByteBuffer;

/**
 * Turns a float32 vector into a frame and back. A codec remembers nothing: equal arguments give
 * equal bytes. Threads: immutable. {@link Codecs} makes them.
 */
public interface Codec {

  /**
   * Makes a frame.
   *
   * @param draw names the random numbers of a codec that draws; the others ignore it
   * @return a frame of its own, from position to limit
   * @throws IllegalArgumentException when a value is not finite, or beyond the format's range
   */
  ByteBuffer encode(float[] values, long draw);

  /**
   * Adds what the frame says to the sums. The frame is checked before anything is allocated for it.
   *
   * @throws BadFrameException when it isn't a frame of this codec for a vector of this length; what
   *     the sums hold is undefined then
   */
  void addTo(float[] sums, ByteBuffer frame) throws BadFrameException;

  /** No frame of a vector of this length is longer. */
  int maxBytes(int length);
}
