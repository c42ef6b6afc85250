package io.thalweg.collective.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Transport;
import io.thalweg.collective.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that knows the token and still sends the wrong thing: all to a round 7 of 4 floats. */
@Timeout(30)
final class HostilePeerTest {

  private static final Generation TOKEN = new Generation(77, 78);

  private static FrameHeader header(
      Generation generation, long round, int source, int sequence, int length, int bytes) {
    return new FrameHeader(FrameType.DATA, generation, round, source, sequence, length, bytes);
  }

  private static int crcOfZeros(int bytes) {
    CRC32C crc = new CRC32C();
    crc.update(new byte[bytes]);
    return (int) crc.getValue();
  }

  /**
   * Links rank 0 to a fake rank 1 that then sends these bytes, and returns what came of round 7.
   */
  private static CollectiveException failure(Endpoint endpoint, Duration timeout, byte[]... sent) {
    try (FakePeer peer = new FakePeer(endpoint)) {
      peer.knock();
      CompletableFuture<Void> shaking =
          CompletableFuture.runAsync(
              () -> {
                try {
                  peer.shakeHands();
                  for (byte[] bytes : sent) {
                    peer.send(bytes);
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      try (Communicator communicator = endpoint.join(peer.membership(), 0, World.PATIENCE)) {
        shaking.join();
        return catchThrowableOfType(
            CollectiveException.class, () -> communicator.allReduceSum(new float[4], 7, timeout));
      }
    } catch (IOException | CollectiveException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void refusesEveryFieldThatDiffersAndNamesAndCountsIt() {
    Map<String, FrameHeader> lies =
        Map.of(
            "generation expected=" + TOKEN,
            header(new Generation(77, 79), 7, 1, 0, 4, 16),
            "round expected=7, received=6",
            header(TOKEN, 6, 1, 0, 4, 16),
            "source rank expected=1, received=0",
            header(TOKEN, 7, 0, 0, 4, 16),
            "sequence expected=0, received=1",
            header(TOKEN, 7, 1, 1, 4, 16),
            "vector length expected=4, received=5",
            header(TOKEN, 7, 1, 0, 5, 16),
            "payload bytes expected=16, received=2147483647",
            header(TOKEN, 7, 1, 0, 4, Integer.MAX_VALUE),
            "payload bytes expected=16, received=-1",
            header(TOKEN, 7, 1, 0, 4, -1));
    try (Endpoint endpoint = Transport.TCP.open()) {
      lies.forEach(
          (complaint, lie) -> {
            long refusedBefore = endpoint.connectionsRefused();
            byte[] frame = FakePeer.bytes(lie, crcOfZeros(16));
            CollectiveException failure = failure(endpoint, World.PATIENCE, frame, new byte[16]);
            assertThat(failure.reason()).isEqualTo(Reason.DISAGREEMENT);
            assertThat(failure).hasMessageContaining(complaint).hasMessageContaining("rank=0");
            assertThat(endpoint.connectionsRefused()).isEqualTo(refusedBefore + 1);
          });
    }
  }

  @Test
  void refusesAPayloadThatDoesNotMatchItsChecksum() {
    byte[] frame = FakePeer.bytes(header(TOKEN, 7, 1, 0, 4, 16), crcOfZeros(16));
    byte[] payload = new byte[16];
    payload[5] = 1;
    try (Endpoint endpoint = Transport.TCP.open()) {
      CollectiveException failure = failure(endpoint, World.PATIENCE, frame, payload);
      assertThat(failure.reason()).isEqualTo(Reason.DISAGREEMENT);
      assertThat(failure).hasMessageContaining("payload CRC32C");
      assertThat(endpoint.connectionsRefused()).isEqualTo(1);
    }
  }

  @Test
  void succeedsWithAnHonestPeerThatKnockedBeforeTheJoin() {
    byte[] frame = FakePeer.bytes(header(TOKEN, 7, 1, 0, 4, 16), crcOfZeros(16));
    try (Endpoint endpoint = Transport.TCP.open()) {
      assertThat(failure(endpoint, World.PATIENCE, frame, new byte[16])).isNull();
      assertThat(endpoint.connectionsRefused()).isZero();
    }
  }

  @Test
  void givesUpAtTheDeadlineOnAPeerThatStopsHalfway() {
    byte[] frame = FakePeer.bytes(header(TOKEN, 7, 1, 0, 4, 16), crcOfZeros(16));
    try (Endpoint endpoint = Transport.TCP.open()) {
      CollectiveException failure = failure(endpoint, Duration.ofMillis(200), frame, new byte[15]);
      assertThat(failure.reason()).isEqualTo(Reason.DEADLINE_PASSED);
      assertThat(failure).hasMessageContaining("to receive=1");
    }
  }
}
