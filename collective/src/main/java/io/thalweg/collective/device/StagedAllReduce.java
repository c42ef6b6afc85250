package io.thalweg.collective.device;

import io.thalweg.collective.Accumulation;
import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.Communicator;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Copies the vector to host memory, sums it there and copies the sum back: works on every device
 * and over every transport, at the price of two copies over the bus. Sums are bit-identical on all
 * ranks, as the communicator's are.
 */
public final class StagedAllReduce implements DeviceAllReduce {
  private final Communicator communicator;
  private final DeviceMemory memory;
  private @Nullable ByteBuffer staging;

  /** Both stay the caller's, who closes the communicator after this. */
  public StagedAllReduce(Communicator communicator, DeviceMemory memory) {
    this.communicator = communicator;
    this.memory = memory;
  }

  @Override
  public void sum(DeviceVector vector, long round, Duration timeout) throws CollectiveException {
    try {
      ByteBuffer host = staging(Math.toIntExact(vector.sizeBytes()));
      memory.copyToHost(vector, host);
      communicator.allReduceSum(host, Accumulation.FLOAT32, round, timeout);
      memory.copyToDevice(host, vector);
    } catch (RuntimeException e) { // the device's: the other ranks must not wait for this one
      communicator.abort("a device failed: rank=" + communicator.rank() + ", why=" + e);
      throw e;
    }
  }

  private ByteBuffer staging(int bytes) {
    ByteBuffer former = staging;
    if (former != null && former.capacity() >= bytes) {
      return former.clear().limit(bytes);
    }
    if (former != null) {
      staging = null;
      memory.freeHost(former);
    }
    ByteBuffer larger = memory.allocateHost(bytes);
    staging = larger;
    return larger.clear().limit(bytes);
  }

  @Override
  public void abort(String why) {
    communicator.abort(why);
  }

  /** Frees the host memory. */
  @Override
  public void close() {
    if (staging != null) {
      memory.freeHost(staging);
      staging = null;
    }
  }
}
