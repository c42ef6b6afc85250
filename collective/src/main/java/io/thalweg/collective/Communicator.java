package io.thalweg.collective;

import java.time.Duration;

/**
 * One rank's handle in one generation. Confined to one thread at a time, except {@link #abort} and
 * {@link #close}, which any thread may call and which free a blocked call within 2 s.
 *
 * <p>The first failure ends the communicator: its links are closed, which ends the other ranks'
 * calls too, and every later call throws. The way on is a new generation.
 */
public interface Communicator extends AutoCloseable {

  int rank();

  int worldSize();

  Generation generation();

  /**
   * Replaces values, element by element, by the float32 sum over all ranks. The order of summation
   * is fixed by world size, length and transport, and all ranks end with identical bits (of a NaN
   * only that it is one). Returning means that this rank has the sum, not that all have it.
   *
   * @param values of the same length on all ranks; undefined after a failure
   * @param round the same on all ranks; frames of another round are refused
   * @throws CollectiveException when the deadline passed, a peer was lost, the call was aborted or
   *     the ranks disagree
   */
  void allReduceSum(float[] values, long round, Duration timeout) throws CollectiveException;

  /** Ends the running call and all later ones with the reason given. Idempotent. */
  void abort(String why);

  @Override
  void close();
}
