package io.thalweg.collective.device;

import io.thalweg.collective.CollectiveException;
import java.time.Duration;

/**
 * Sums vectors that live on the ranks' devices. Threads, order of calls and failures are as {@link
 * io.thalweg.collective.Communicator} says: all ranks make the same calls, the first failure is the
 * end, and {@link #abort} may come from any thread. {@link #close} comes from the thread that sums.
 */
public interface DeviceAllReduce extends AutoCloseable {
  /**
   * Replaces the vector, element by element, by the float32 sum over all ranks.
   *
   * @param vector of the same length on all ranks; undefined after a failure
   */
  void sum(DeviceVector vector, long round, Duration timeout) throws CollectiveException;

  void abort(String why);

  @Override
  void close();
}
