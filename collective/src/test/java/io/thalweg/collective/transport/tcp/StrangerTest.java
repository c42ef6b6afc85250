package io.thalweg.collective.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Exposure;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Outcome;
import io.thalweg.collective.Transport;
import io.thalweg.collective.World;
import io.thalweg.collective.transport.Transports;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that are no members knock while two ranks are joined and reducing. */
@Timeout(30)
final class StrangerTest {

  private static final int MIB = 1 << 20;

  /** Something that happens at rank 0's port between two rounds. */
  @FunctionalInterface
  private interface Disturbance {
    void at(Endpoint endpoint, Generation joined) throws Exception;
  }

  private static void disturb(Disturbance disturbance) {
    try (World world = new World(Transport.TCP, 2)) {
      List<Outcome<Float>> outcomes =
          world.inGeneration(
              communicator -> {
                float[] one = {1f};
                communicator.allReduceSum(one, 1, World.PATIENCE);
                if (communicator.rank() == 0) {
                  disturbance.at(world.endpoint(0), communicator.generation());
                }
                communicator.allReduceSum(one, 2, World.PATIENCE);
                return one[0];
              });
      assertThat(outcomes).extracting(Outcome::failure).containsOnlyNulls();
      assertThat(outcomes).extracting(Outcome::value).containsExactly(4f, 4f);
    }
  }

  /** Sends the bytes and waits until the endpoint has closed the connection. */
  private static void assertTurnedAway(Endpoint endpoint, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(endpoint.host(), endpoint.port())) {
      socket.setSoTimeout(5_000);
      int answered;
      try {
        socket.getOutputStream().write(bytes);
        answered = socket.getInputStream().read();
      } catch (SocketException reset) { // closed while bytes were still coming
        answered = -1;
      }
      assertThat(answered).isEqualTo(-1);
    }
  }

  private static byte[] hello(Generation generation, int rank) {
    return FakePeer.bytes(
        new Handshake(null).say(FrameHeader.handshake(FrameType.HELLO, generation, rank)));
  }

  @Test
  void refusesAStaleGeneration() {
    disturb(
        (endpoint, joined) -> {
          assertTurnedAway(endpoint, hello(new Generation(joined.high(), joined.low() + 1), 1));
          assertThat(endpoint.connectionsRefused()).isEqualTo(1);
        });
  }

  @Test
  void refusesASecondConnectionOfTheSameRankAndAWrongRank() {
    disturb(
        (endpoint, joined) -> {
          assertTurnedAway(endpoint, hello(joined, 1));
          assertTurnedAway(endpoint, hello(joined, 0));
          assertThat(endpoint.connectionsRefused()).isEqualTo(2);
        });
  }

  @Test
  void refusesGarbageAndHugeLengthsWithoutAllocatingForThem() {
    disturb(
        (endpoint, joined) -> {
          long directBefore = directBytes();
          long heapBefore = acceptorHeapBytes(endpoint);
          byte[] garbage = new byte[MIB];
          new Random(3).nextBytes(garbage);
          assertTurnedAway(endpoint, garbage);
          FrameHeader huge =
              new FrameHeader(
                  FrameType.HELLO,
                  new Call(joined, 0, 0, Integer.MAX_VALUE, 0),
                  1,
                  0,
                  Integer.MAX_VALUE);
          assertTurnedAway(endpoint, FakePeer.bytes(new Handshake(null).say(huge)));
          assertThat(endpoint.connectionsRefused()).isEqualTo(2);
          assertThat(directBytes() - directBefore).isLessThan(MIB / 4);
          assertThat(acceptorHeapBytes(endpoint) - heapBefore).isLessThan(MIB / 4);
        });
  }

  @Test
  void closesSilentConnectionsAfterTwoSecondsAndTakesOnlySoMany() {
    disturb(
        (endpoint, joined) -> {
          int limit = 2 * 2 + 8;
          List<Socket> silent = new ArrayList<>();
          long start = System.nanoTime();
          for (int i = 0; i < limit + 3; i++) {
            silent.add(new Socket(endpoint.host(), endpoint.port()));
          }
          for (Socket socket : silent) {
            socket.setSoTimeout(4_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            socket.close();
          }
          assertThat(System.nanoTime() - start).isLessThan(4_000_000_000L);
          assertThat(endpoint.connectionsRefused()).isEqualTo(limit + 3);
        });
  }

  @Test
  void opensBeyondLoopbackOnlyWhenTold() throws Exception {
    InetAddress any = InetAddress.getByName("0.0.0.0");
    TcpOptions anywhere = TcpOptions.defaults().withExposure(Exposure.ANY_INTERFACE);
    assertThatThrownBy(() -> Transports.tcp(any, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bindAddress=0.0.0.0")
        .hasMessageContaining("ANY_INTERFACE");
    assertThatThrownBy(() -> Transports.tcp(any, 0, anywhere))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no shared secret")
        .hasMessageContaining("ANY_INTERFACE_UNPROTECTED");
    TcpOptions secret = anywhere.withSecret(SharedSecret.of(new byte[16]));
    TcpOptions unprotected = anywhere.withExposure(Exposure.ANY_INTERFACE_UNPROTECTED);
    for (TcpOptions options : List.of(secret, unprotected)) {
      try (Endpoint endpoint = Transports.tcp(any, 0, options)) {
        assertThat(endpoint.host()).isNotEqualTo("0.0.0.0");
      }
    }
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static long acceptorHeapBytes(Endpoint endpoint) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().endsWith("accept-" + endpoint.port()))
            .findAny()
            .orElseThrow()
            .getId();
    return threads.getThreadAllocatedBytes(id);
  }
}
