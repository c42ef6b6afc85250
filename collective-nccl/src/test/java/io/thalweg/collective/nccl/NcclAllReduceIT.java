package io.thalweg.collective.nccl;

import static io.thalweg.collective.nccl.Ranks.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.VectorBuffers;
import io.thalweg.collective.device.DeviceAllReduce;
import io.thalweg.collective.device.DeviceVector;
import io.thalweg.collective.device.StagedAllReduce;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nccl;
import org.bytedeco.javacpp.SizeTPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a machine with a GPU, on one device; elsewhere the one line that says what is missing. */
@Timeout(120)
final class NcclAllReduceIT {
  private static final int DEVICE = 0;

  @Test
  void withoutADeviceOneLineSaysWhatToUseInstead() throws Exception {
    Optional<String> why = Cuda.whyUnavailable();
    assumeTrue(why.isPresent(), "this machine has a device");
    assertThat(why.orElseThrow().lines()).hasSize(1);
    alone(
        host ->
            assertThatThrownBy(() -> NcclAllReduce.open(host, DEVICE, 1, PATIENCE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("use StagedAllReduce"));
  }

  @Test
  void theSumOfOneRankIsItsVector() throws Exception {
    assumeDevice();
    alone(
        host -> {
          try (DeviceAllReduce sums = NcclAllReduce.open(host, DEVICE, 1, PATIENCE)) {
            assertKeepsItsVector(sums, 1 << 20);
            assertKeepsItsVector(sums, 1);
            assertKeepsItsVector(sums, 0);
          }
        });
  }

  @Test
  void stagingThroughPageLockedMemoryDoesTheSame() throws Exception {
    assumeDevice();
    alone(
        host -> {
          try (DeviceAllReduce sums = new StagedAllReduce(host, new CudaMemory(DEVICE))) {
            assertKeepsItsVector(sums, 0);
            assertKeepsItsVector(sums, 1);
            assertKeepsItsVector(sums, (1 << 20) + 3);
            assertKeepsItsVector(sums, 1 << 10);
          }
        });
  }

  @Test
  void twoRanksThatStageShareOneDevice() throws Exception {
    assumeDevice();
    int length = (1 << 20) + 3;
    List<float[]> sums =
        Ranks.run(
            2,
            host -> {
              CudaMemory memory = new CudaMemory(DEVICE);
              DeviceVector vector = memory.allocate(length);
              try (DeviceAllReduce staged = new StagedAllReduce(host, memory)) {
                float[] values = new float[length];
                for (int i = 0; i < length; i++) {
                  values[i] = (host.rank() + 1) * (i % 1_000);
                }
                write(memory, values, vector);
                staged.sum(vector, 1, PATIENCE);
                return read(memory, vector);
              } finally {
                memory.free(vector);
              }
            });
    for (float[] sum : sums) {
      for (int i = 0; i < length; i++) {
        assertThat(sum[i]).isEqualTo(3 * (i % 1_000));
      }
    }
  }

  @Test
  void twoRanksOnOneDeviceAreRefusedInNcclsWords() throws Exception {
    assumeDevice();
    List<Throwable> failures =
        Ranks.run(
            2, host -> catchThrowable(() -> NcclAllReduce.open(host, DEVICE, 1, PATIENCE).close()));
    for (Throwable failure : failures) {
      assertThat(failure)
          .isInstanceOfSatisfying(
              CollectiveException.class,
              e -> assertThat(e.reason()).isNotEqualTo(Reason.DEADLINE_PASSED))
          .hasMessageContaining("ncclCommInitRank on device 0 failed: ");
      assertThat(failure.getMessage().lines()).hasSize(1);
    }
    assertThat(failures).anySatisfy(e -> assertThat(e).hasMessageContaining("Duplicate GPU"));
  }

  @Test
  void whoseRanksDontComeGivesUpAtTheDeadline() throws Exception {
    assumeDevice();
    Duration deadline = Duration.ofSeconds(2);
    List<Throwable> failures =
        Ranks.run(
            2,
            host -> {
              if (host.rank() == 1) { // hears the id and goes away
                ByteBuffer id = VectorBuffers.allocate(nccl.NCCL_UNIQUE_ID_BYTES / Float.BYTES);
                host.broadcast(id, 0, 1, PATIENCE);
                return null;
              }
              long start = System.nanoTime();
              Throwable failure =
                  catchThrowable(() -> NcclAllReduce.open(host, DEVICE, 1, deadline));
              assertThat(Duration.ofNanos(System.nanoTime() - start))
                  .isBetween(deadline, deadline.plusSeconds(10));
              return failure;
            });
    assertThat(failures.get(0))
        .isInstanceOfSatisfying(
            CollectiveException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.DEADLINE_PASSED));
  }

  @Test
  void afterAnAbortNothingIsSummedAndTheReasonIsTold() throws Exception {
    assumeDevice();
    alone(
        host -> {
          CudaMemory memory = new CudaMemory(DEVICE);
          DeviceVector vector = memory.allocate(8);
          try (DeviceAllReduce sums = NcclAllReduce.open(host, DEVICE, 1, PATIENCE)) {
            sums.abort("the operator said so");
            assertThatThrownBy(() -> sums.sum(vector, 2, PATIENCE))
                .isInstanceOf(CollectiveException.class)
                .hasMessageContaining("the operator said so");
          } finally {
            memory.free(vector);
          }
        });
  }

  @Test
  void aDeviceThatIsNotThereIsNamed() throws Exception {
    assumeDevice();
    alone(
        host ->
            assertThatThrownBy(() -> NcclAllReduce.open(host, 4_711, 1, PATIENCE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("cudaSetDevice 4711 failed: "));
  }

  @Test
  void openingAndClosingLeavesNothingInTheDevicesMemory() throws Exception {
    assumeDevice();
    alone(
        host -> {
          NcclAllReduce.open(host, DEVICE, 1, PATIENCE).close();
          long free = freeBytes();
          for (int i = 0; i < 5; i++) {
            NcclAllReduce.open(host, DEVICE, 1, PATIENCE).close();
          }
          assertThat(free - freeBytes()).isLessThan(4 << 20);
        });
  }

  private static void assertKeepsItsVector(DeviceAllReduce sums, int length) throws Exception {
    CudaMemory memory = new CudaMemory(DEVICE);
    DeviceVector vector = memory.allocate(length);
    try {
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = i % 1_000;
      }
      write(memory, values, vector);
      sums.sum(vector, 2, PATIENCE);
      sums.sum(vector, 3, PATIENCE);
      assertThat(read(memory, vector)).isEqualTo(values);
    } finally {
      memory.free(vector);
    }
  }

  private static void write(CudaMemory memory, float[] from, DeviceVector to) {
    ByteBuffer host = memory.allocateHost(from.length * Float.BYTES);
    try {
      host.asFloatBuffer().put(from);
      memory.copyToDevice(host, to);
    } finally {
      memory.freeHost(host);
    }
  }

  private static float[] read(CudaMemory memory, DeviceVector from) {
    float[] to = new float[from.length()];
    ByteBuffer host = memory.allocateHost(to.length * Float.BYTES);
    try {
      memory.copyToHost(from, host);
      host.asFloatBuffer().get(to);
      return to;
    } finally {
      memory.freeHost(host);
    }
  }

  private static long freeBytes() {
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      Cuda.check(cudart.cudaMemGetInfo(free, total), "cudaMemGetInfo");
      return free.get();
    }
  }

  private static void assumeDevice() {
    assumeTrue(Cuda.whyUnavailable().isEmpty(), () -> Cuda.whyUnavailable().orElse(""));
  }

  /** What a rank does that is the only one. */
  @FunctionalInterface
  private interface Alone {
    void run(Communicator host) throws Exception;
  }

  private static void alone(Alone task) throws Exception {
    Ranks.run(
        1,
        host -> {
          task.run(host);
          return true;
        });
  }
}
