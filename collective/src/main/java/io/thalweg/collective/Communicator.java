package io.thalweg.collective;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One rank's handle in one generation. Confined to one thread at a time, except {@link #abort} and
 * {@link #close}, which any thread may call and which free a blocked call within 2 s.
 *
 * <p>All ranks make the same calls in the same order, with the same round and, but for the values,
 * the same arguments; ranks that don't are told apart and fail. Rounds never go down; a round may
 * consist of several calls. Returning means that this rank has the result, not that all have it.
 *
 * <p>The first failure ends the communicator: its links are closed, which ends the other ranks'
 * calls too, and every later call throws. What a buffer holds after a failure is undefined. The way
 * on is a new generation.
 *
 * <p>Buffers are direct and of native byte order; they are used from position to limit, which stay
 * as they are, and are the caller's again when the call ends. {@link VectorBuffers} allocates them
 * where sockets copy fastest.
 */
public interface Communicator extends AutoCloseable {
  int rank();

  int worldSize();

  Generation generation();

  /**
   * Replaces float32 values, element by element, by the sum over all ranks. The order of summation
   * is fixed by world size, length and transport, and all ranks end with identical bits (of a NaN
   * only that it is one).
   *
   * @param floats of the same length on all ranks
   * @throws CollectiveException when the deadline passed, a peer was lost, the call was aborted or
   *     the ranks disagree
   */
  void allReduceSum(ByteBuffer floats, Accumulation accumulation, long round, Duration timeout)
      throws CollectiveException;

  /** As the other, in float32 over an array: with a copy to and from a buffer of its own. */
  void allReduceSum(float[] values, long round, Duration timeout) throws CollectiveException;

  /**
   * Replaces this rank's chunk, as {@link Chunks} cuts the vector, by the sum over all ranks. The
   * rest of the vector is undefined afterwards.
   */
  void reduceScatterSum(ByteBuffer floats, Accumulation accumulation, long round, Duration timeout)
      throws CollectiveException;

  /**
   * Gives all ranks the parts of all. The parts lie one after the other in rank order; each rank
   * comes with its own in place.
   *
   * @param partBytes the length of each rank's part, the same on all ranks; they add up to what
   *     remains in the buffer; any of them may be 0
   */
  void allGather(ByteBuffer bytes, int[] partBytes, long round, Duration timeout)
      throws CollectiveException;

  /** Gives all ranks the root's bytes. */
  void broadcast(ByteBuffer bytes, int root, long round, Duration timeout)
      throws CollectiveException;

  /**
   * Bytes that this rank has given to the network since it joined, headers among them; 0 for what
   * ranks read from each other in memory. Between two calls.
   */
  default long bytesSent() {
    return 0;
  }

  /** Ends the running call and all later ones with the reason given. Idempotent. */
  void abort(String why);

  @Override
  void close();
}
