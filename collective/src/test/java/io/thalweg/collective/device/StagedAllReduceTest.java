package io.thalweg.collective.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.Outcome;
import io.thalweg.collective.Transport;
import io.thalweg.collective.World;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class StagedAllReduceTest {

  @Test
  void sumsWhatLiesOnTheDevicesAndFreesItsHostMemory() {
    List<FakeDevice> devices = new ArrayList<>();
    for (int rank = 0; rank < 3; rank++) {
      devices.add(new FakeDevice());
    }
    try (World world = new World(Transport.IN_PROCESS, 3)) {
      List<Outcome<float[]>> outcomes =
          world.inGeneration(
              communicator -> {
                FakeDevice device = devices.get(communicator.rank());
                float own = communicator.rank() + 1;
                DeviceVector small = device.vector(own, 2 * own);
                DeviceVector large = device.vector(own, own, own, own, own);
                try (StagedAllReduce sums = new StagedAllReduce(communicator, device)) {
                  sums.sum(small, 1, World.PATIENCE);
                  sums.sum(large, 2, World.PATIENCE);
                  sums.sum(small, 3, World.PATIENCE);
                }
                assertThat(device.hostBuffers).isZero();
                assertThat(device.memory.get(large.address())).containsOnly(6f);
                return device.memory.get(small.address());
              });
      assertThat(outcomes)
          .allSatisfy(outcome -> assertThat(outcome.value()).containsExactly(18f, 36f));
    }
  }

  @Test
  void aDeviceThatFailsEndsTheOthersCall() {
    CountDownLatch freed = new CountDownLatch(1);
    try (World world = new World(Transport.IN_PROCESS, 2)) {
      List<Outcome<String>> outcomes =
          world.inGeneration(
              communicator -> {
                FakeDevice device = new FakeDevice();
                boolean works = communicator.rank() == 0;
                DeviceVector vector = works ? device.vector(1f) : new DeviceVector(1, 1);
                try (StagedAllReduce sums = new StagedAllReduce(communicator, device)) {
                  sums.sum(vector, 1, Duration.ofMinutes(1));
                } catch (NullPointerException e) { // nothing lies at that address
                  return freed.await(5, TimeUnit.SECONDS) ? "the other is free" : "it hangs";
                } finally {
                  if (works) {
                    freed.countDown();
                  }
                }
                return "summed";
              });
      assertThat(outcomes.get(0).collectiveFailure()).hasMessageContaining("a device failed");
      assertThat(outcomes.get(1).value()).isEqualTo("the other is free");
    }
  }

  /** Arrays under made-up addresses. */
  private static final class FakeDevice implements DeviceMemory {
    final Map<Long, float[]> memory = new HashMap<>();
    int hostBuffers;

    DeviceVector vector(float... values) {
      long address = 4_096L * (1 + memory.size());
      memory.put(address, values);
      return new DeviceVector(address, values.length);
    }

    @Override
    public ByteBuffer allocateHost(int bytes) {
      hostBuffers++;
      return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public void freeHost(ByteBuffer buffer) {
      hostBuffers--;
    }

    @Override
    public void copyToHost(DeviceVector from, ByteBuffer to) {
      to.slice().order(to.order()).asFloatBuffer().put(memory.get(from.address()));
    }

    @Override
    public void copyToDevice(ByteBuffer from, DeviceVector to) {
      from.slice().order(from.order()).asFloatBuffer().get(memory.get(to.address()));
    }
  }
}
