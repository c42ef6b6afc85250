package io.thalweg.collective.nccl;

import static io.thalweg.collective.nccl.Ranks.PATIENCE;

import io.thalweg.collective.Communicator;
import io.thalweg.collective.VectorBuffers;
import io.thalweg.collective.device.DeviceAllReduce;
import io.thalweg.collective.device.DeviceMemory;
import io.thalweg.collective.device.DeviceVector;
import io.thalweg.collective.device.StagedAllReduce;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Median times of a world of one on device 0, by turns: NCCL, which in place has nothing to move
 * and shows what a call costs; staging through page-locked memory, which shows what the two copies
 * over the bus cost; and staging through ordinary memory. The floor of staging is the two copies
 * alone. Needs a GPU; not part of the build: {@code ./mvnw -pl collective-nccl -am test-compile},
 * then run this class with the module's test class path.
 */
public final class DeviceAllReduceBenchmark {
  private static final int DEVICE = 0;
  private static final int WARM_UPS = 20;
  private static final int ROUNDS = 101;

  private DeviceAllReduceBenchmark() {}

  public static void main(String[] args) throws Exception {
    Cuda.whyUnavailable().ifPresent(why -> System.out.println("nothing to measure: " + why));
    if (Cuda.whyUnavailable().isEmpty()) {
      Ranks.run(1, DeviceAllReduceBenchmark::measure);
    }
  }

  private static boolean measure(Communicator host) throws Exception {
    CudaMemory memory = new CudaMemory(DEVICE);
    try (DeviceAllReduce direct = NcclAllReduce.open(host, DEVICE, 0, PATIENCE);
        DeviceAllReduce pageLocked = new StagedAllReduce(host, memory);
        DeviceAllReduce pageable = new StagedAllReduce(host, new Pageable(memory))) {
      for (int mib : new int[] {1, 16, 64}) {
        DeviceVector vector = memory.allocate(mib << 18);
        ByteBuffer buffer = memory.allocateHost(mib << 20);
        try {
          memory.copyToDevice(buffer, vector);
          double[] micros =
              medianMicros(
                  () -> {
                    memory.copyToHost(vector, buffer);
                    memory.copyToDevice(buffer, vector);
                  },
                  () -> direct.sum(vector, 0, PATIENCE),
                  () -> pageLocked.sum(vector, 0, PATIENCE),
                  () -> pageable.sum(vector, 0, PATIENCE));
          System.out.printf(
              "1 rank, %d MiB: two copies alone %.1f us (%.1f GB/s), NCCL %.1f us, staged %.1f us,"
                  + " ratio to the copies %.2f, staged through ordinary memory %.1f us, ratio"
                  + " %.2f%n",
              mib,
              micros[0],
              2 * (mib << 20) / micros[0] / 1e3,
              micros[1],
              micros[2],
              micros[2] / micros[0],
              micros[3],
              micros[3] / micros[0]);
        } finally {
          memory.freeHost(buffer);
          memory.free(vector);
        }
      }
    }
    return true;
  }

  @FunctionalInterface
  private interface Call {
    void run() throws Exception;
  }

  /** Of each, one call of it after the other's. */
  private static double[] medianMicros(Call... calls) throws Exception {
    long[][] nanos = new long[calls.length][ROUNDS];
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      for (int i = 0; i < calls.length; i++) {
        long start = System.nanoTime();
        calls[i].run();
        if (round >= 0) {
          nanos[i][round] = System.nanoTime() - start;
        }
      }
    }
    double[] medians = new double[calls.length];
    for (int i = 0; i < calls.length; i++) {
      Arrays.sort(nanos[i]);
      medians[i] = nanos[i][ROUNDS / 2] / 1e3;
    }
    return medians;
  }

  /** The device's copies, to and from memory that the system may page out. */
  private record Pageable(CudaMemory device) implements DeviceMemory {
    @Override
    public ByteBuffer allocateHost(int bytes) {
      return VectorBuffers.allocate(bytes / Float.BYTES);
    }

    @Override
    public void freeHost(ByteBuffer buffer) {}

    @Override
    public void copyToHost(DeviceVector from, ByteBuffer to) {
      device.copyToHost(from, to);
    }

    @Override
    public void copyToDevice(ByteBuffer from, DeviceVector to) {
      device.copyToDevice(from, to);
    }
  }
}
