package io.thalweg.bench.collective.rank;

import io.thalweg.bench.BenchException;
import io.thalweg.collective.Accumulation;
import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.VectorBuffers;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;

/**
 * What one rank does in a measurement, as the peer's loop does it: each iteration begins when all
 * ranks are there. Confined to one thread.
 */
public final class RankLoop {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int WARM_UP = 3;
  private static final int PATTERN = 5;

  private final Communicator communicator;
  private final int[] oneByteEach;
  private final ByteBuffer arrivals;
  private ByteBuffer vector = VectorBuffers.allocate(0);
  private long round;

  public RankLoop(Communicator communicator) {
    this.communicator = communicator;
    oneByteEach = new int[communicator.worldSize()];
    Arrays.fill(oneByteEach, 1);
    int floats = (oneByteEach.length + Float.BYTES - 1) / Float.BYTES;
    arrivals = VectorBuffers.allocate(floats).limit(oneByteEach.length);
  }

  /** How long each all-reduce took on this rank. A wrong sum is an exception, not a time. */
  public long[] nanos(int bytes, int iterations) throws CollectiveException {
    try {
      return checkedNanos(bytes, iterations);
    } catch (BenchException e) {
      communicator.abort("its sum is wrong"); // the others would wait for this rank
      throw e;
    }
  }

  private long[] checkedNanos(int bytes, int iterations) throws CollectiveException {
    if (vector.capacity() != bytes) {
      vector = VectorBuffers.allocate(bytes / Float.BYTES);
    }
    requireSum();
    long[] nanos = new long[iterations];
    for (int i = -WARM_UP; i < iterations; i++) {
      communicator.allGather(arrivals, oneByteEach, ++round, PATIENCE);
      long start = System.nanoTime();
      sum();
      long took = System.nanoTime() - start;
      if (i >= 0) {
        nanos[i] = took;
      }
    }
    requireSum();
    return nanos;
  }

  private void sum() throws CollectiveException {
    communicator.allReduceSum(vector, Accumulation.FLOAT32, ++round, PATIENCE);
  }

  /** Leaves zeros: their sum is the only one that can be summed again for ever. */
  private void requireSum() throws CollectiveException {
    FloatBuffer values = vector.asFloatBuffer();
    int length = values.remaining();
    for (int i = 0; i < length; i++) {
      values.put(i, (communicator.rank() + 1) * (i % PATTERN + 1));
    }
    sum();
    int ranks = communicator.worldSize();
    for (int i = 0; i < length; i++) {
      float expected = ranks * (ranks + 1) / 2 * (i % PATTERN + 1);
      if (values.get(i) != expected) {
        throw new BenchException(
            "sum is wrong: rank=%d, index=%d, length=%d, sum=%s, expected=%s; report it as a bug"
                .formatted(communicator.rank(), i, length, values.get(i), expected));
      }
      values.put(i, 0);
    }
  }
}
