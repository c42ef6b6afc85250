package io.thalweg.collective.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Membership;
import io.thalweg.collective.World;
import io.thalweg.collective.algorithm.AllReduceAlgorithm;
import io.thalweg.collective.transport.Transports;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that knows the token and still sends the wrong thing: all to a round 7 of 4 floats. */
@Timeout(30)
final class HostilePeerTest {

  private static final int OPERATION =
      new Schedule(0, 2, AllReduceAlgorithm.RECURSIVE_DOUBLING)
          .allReduce(4, io.thalweg.collective.Accumulation.FLOAT32)
          .operation();
  private static final SharedSecret SECRET = SharedSecret.of(new byte[32]);

  private static Endpoint open(TcpOptions options) {
    return Transports.tcp(
        InetAddress.getLoopbackAddress(),
        0,
        options.withAllReduce(AllReduceAlgorithm.RECURSIVE_DOUBLING));
  }

  private static Call call(Generation generation, long round, int number, int length) {
    return new Call(generation, round, number, length, OPERATION);
  }

  private static FrameHeader honest(FrameType type) {
    return new FrameHeader(type, call(FakePeer.GENERATION, 7, 0, 4), 1, 0, 16);
  }

  private static FrameHeader header(
      Generation generation, long round, int number, int source, int sequence, int length, int of) {
    return new FrameHeader(
        FrameType.DATA, call(generation, round, number, length), source, sequence, of);
  }

  /** What rank 1 sends once it is linked. */
  @FunctionalInterface
  private interface Attack {
    void on(FakePeer peer, FrameGuard guard) throws IOException;
  }

  private static Attack sending(byte[]... frames) {
    return (peer, guard) -> {
      for (byte[] frame : frames) {
        peer.send(frame);
      }
    };
  }

  /** Links rank 0 to a fake rank 1 that then attacks, and returns what came of round 7. */
  private static CollectiveException failure(
      Endpoint endpoint, TcpOptions options, Duration timeout, Attack attack) throws IOException {
    Integrity integrity = options.integrity() == null ? Integrity.HEADER : options.integrity();
    try (FakePeer peer = new FakePeer(endpoint, options.secret())) {
      peer.knock();
      Membership membership = peer.membership();
      CompletableFuture<FrameGuard> linked =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return peer.shakeHands(integrity);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      try (Communicator communicator = endpoint.join(membership, 0, World.PATIENCE)) {
        attack.on(peer, linked.join());
        return catchThrowableOfType(
            CollectiveException.class, () -> communicator.allReduceSum(new float[4], 7, timeout));
      } catch (CollectiveException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static void assertRefused(TcpOptions options, String complaint, Attack attack)
      throws IOException {
    try (Endpoint endpoint = open(options)) {
      CollectiveException failure = failure(endpoint, options, World.PATIENCE, attack);
      assertThat(failure.reason()).isEqualTo(Reason.DISAGREEMENT);
      assertThat(failure).hasMessageContaining(complaint).hasMessageContaining("rank=0");
      assertThat(endpoint.connectionsRefused()).isEqualTo(1);
    }
  }

  @Test
  void refusesEveryFieldThatDiffersAndNamesAndCountsIt() throws IOException {
    Generation token = FakePeer.GENERATION;
    Map<String, FrameHeader> lies =
        Map.of(
            "generation expected=" + token,
            header(new Generation(77, 79), 7, 0, 1, 0, 4, 16),
            "round expected=7, received=6",
            header(token, 6, 0, 1, 0, 4, 16),
            "call expected=0, received=1",
            header(token, 7, 1, 1, 0, 4, 16),
            "source rank expected=1, received=0",
            header(token, 7, 0, 0, 0, 4, 16),
            "sequence expected=0, received=1",
            header(token, 7, 0, 1, 1, 4, 16),
            "vector length expected=4, received=5",
            header(token, 7, 0, 1, 0, 5, 16),
            "payload bytes expected=16, received=2147483647",
            header(token, 7, 0, 1, 0, 4, Integer.MAX_VALUE),
            "payload bytes expected=16, received=-1",
            header(token, 7, 0, 1, 0, 4, -1),
            "operation expected=" + OPERATION,
            new FrameHeader(FrameType.DATA, new Call(token, 7, 0, 4, 1), 1, 0, 16),
            "type expected=4, received=5",
            honest(FrameType.CHECKED_DATA));
    for (Map.Entry<String, FrameHeader> lie : lies.entrySet()) {
      assertRefused(
          TcpOptions.defaults(),
          lie.getKey(),
          sending(FakePeer.bytes(lie.getValue(), 0), new byte[16]));
    }
  }

  @Test
  void refusesAPayloadThatDoesNotMatchItsChecksum() throws IOException {
    assertRefused(
        TcpOptions.defaults().withIntegrity(Integrity.PAYLOAD),
        "payload CRC32C",
        changed(FrameType.CHECKED_DATA, 5));
  }

  @Test
  void refusesAPayloadOrAHeaderThatDoesNotMatchItsMac() throws IOException {
    TcpOptions sealed = TcpOptions.defaults().withSecret(SECRET);
    assertRefused(sealed, "MAC expected", changed(FrameType.SEALED_DATA, 5));
    assertRefused(
        sealed,
        "MAC expected",
        (peer, guard) -> {
          byte[] frame = frame(guard, honest(FrameType.SEALED_DATA));
          frame[FrameLayout.HEADER_BYTES + 3] ^= 1;
          peer.send(frame);
          peer.send(new byte[16]);
        });
  }

  @Test
  void refusesAFrameSealedForTheOtherDirectionOrAnotherConnection() throws IOException {
    TcpOptions sealed = TcpOptions.defaults().withSecret(SECRET);
    FrameGuard elsewhere = new MacGuard(SECRET);
    assertRefused(
        sealed,
        "MAC expected",
        (peer, guard) -> {
          peer.send(frame(elsewhere, honest(FrameType.SEALED_DATA)));
          peer.send(new byte[16]);
        });
    assertRefused(
        sealed,
        "MAC expected",
        (peer, guard) -> {
          FrameGuard back = peer.otherDirection(Integrity.HEADER);
          peer.send(frame(back, honest(FrameType.SEALED_DATA)));
          peer.send(new byte[16]);
        });
  }

  private static byte[] frame(FrameGuard guard, FrameHeader header) {
    byte[] frame = new byte[guard.headerBytes()];
    guard.write(
        header, java.nio.ByteBuffer.wrap(new byte[header.payloadBytes()]), FrameLayout.view(frame));
    return frame;
  }

  private static Attack changed(FrameType type, int payloadByte) {
    return (peer, guard) -> {
      peer.send(frame(guard, honest(type)));
      byte[] payload = new byte[16];
      payload[payloadByte] = 1;
      peer.send(payload);
    };
  }

  @Test
  void succeedsWithAnHonestPeerThatKnockedBeforeTheJoin() throws IOException {
    TcpOptions checked = TcpOptions.defaults().withIntegrity(Integrity.PAYLOAD);
    TcpOptions sealed = TcpOptions.defaults().withSecret(SECRET);
    Map<FrameType, TcpOptions> options =
        Map.of(
            FrameType.DATA, TcpOptions.defaults(),
            FrameType.CHECKED_DATA, checked,
            FrameType.SEALED_DATA, sealed);
    for (Map.Entry<FrameType, TcpOptions> each : options.entrySet()) {
      try (Endpoint endpoint = open(each.getValue())) {
        Attack honest =
            (peer, guard) -> {
              peer.send(frame(guard, honest(each.getKey())));
              peer.send(new byte[16]);
            };
        assertThat(failure(endpoint, each.getValue(), World.PATIENCE, honest)).isNull();
        assertThat(endpoint.connectionsRefused()).isZero();
      }
    }
  }

  @Test
  void givesUpAtTheDeadlineOnAPeerThatStopsHalfway() throws IOException {
    try (Endpoint endpoint = open(TcpOptions.defaults())) {
      CollectiveException failure =
          failure(
              endpoint,
              TcpOptions.defaults(),
              Duration.ofMillis(200),
              sending(FakePeer.bytes(honest(FrameType.DATA), 0), new byte[15]));
      assertThat(failure.reason()).isEqualTo(Reason.DEADLINE_PASSED);
      assertThat(failure).hasMessageContaining("receiving=step 0 from rank=1");
    }
  }
}
