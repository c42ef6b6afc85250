package io.thalweg.collective.nccl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thalweg.collective.Communicator;
import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import io.thalweg.collective.device.DeviceAllReduce;
import io.thalweg.collective.device.DeviceVector;
import io.thalweg.collective.device.StagedAllReduce;
import io.thalweg.collective.transport.Transports;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a machine with a GPU a world of one; elsewhere the one line that says what is missing. */
@Timeout(120)
final class NcclAllReduceIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int DEVICE = 0;

  @Test
  void withoutADeviceOneLineSaysWhatToUseInstead() throws Exception {
    Optional<String> why = Cuda.whyUnavailable();
    assumeTrue(why.isPresent(), "this machine has a device");
    assertThat(why.orElseThrow().lines()).hasSize(1);
    try (Endpoint endpoint = Transports.inProcess();
        Communicator alone = alone(endpoint)) {
      assertThatThrownBy(() -> NcclAllReduce.open(alone, DEVICE, 1, PATIENCE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageEndingWith("use StagedAllReduce");
    }
  }

  @Test
  void theSumOfOneRankIsItsVector() throws Exception {
    assumeDevice();
    try (Endpoint endpoint = Transports.inProcess();
        Communicator alone = alone(endpoint);
        DeviceAllReduce sums = NcclAllReduce.open(alone, DEVICE, 1, PATIENCE)) {
      assertKeepsItsVector(sums);
    }
  }

  @Test
  void stagingThroughPageLockedMemoryDoesTheSame() throws Exception {
    assumeDevice();
    try (Endpoint endpoint = Transports.inProcess();
        Communicator alone = alone(endpoint);
        DeviceAllReduce sums = new StagedAllReduce(alone, new CudaMemory(DEVICE))) {
      assertKeepsItsVector(sums);
    }
  }

  private static void assertKeepsItsVector(DeviceAllReduce sums) throws Exception {
    int length = 1 << 20;
    CudaMemory memory = new CudaMemory(DEVICE);
    DeviceVector vector = memory.allocate(length);
    ByteBuffer host = memory.allocateHost(length * Float.BYTES);
    try {
      for (int i = 0; i < length; i++) {
        host.putFloat(i * Float.BYTES, i % 1_000);
      }
      memory.copyToDevice(host, vector);
      sums.sum(vector, 2, PATIENCE);
      sums.sum(vector, 3, PATIENCE);
      for (int i = 0; i < length; i++) {
        host.putFloat(i * Float.BYTES, -1);
      }
      memory.copyToHost(vector, host);
      for (int i = 0; i < length; i++) {
        assertThat(host.getFloat(i * Float.BYTES)).isEqualTo(i % 1_000);
      }
    } finally {
      memory.freeHost(host);
      memory.free(vector);
    }
  }

  private static void assumeDevice() {
    assumeTrue(Cuda.whyUnavailable().isEmpty(), () -> Cuda.whyUnavailable().orElse(""));
  }

  private static Communicator alone(Endpoint endpoint) throws Exception {
    Member member = new Member(0, endpoint.host(), endpoint.port(), endpoint.processId());
    return endpoint.join(new Membership(new Generation(1, 2), List.of(member)), 0, PATIENCE);
  }
}
