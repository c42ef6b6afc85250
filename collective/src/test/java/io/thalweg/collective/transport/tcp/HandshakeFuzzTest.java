package io.thalweg.collective.transport.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.Communicator;
import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Membership;
import io.thalweg.collective.Outcome;
import io.thalweg.collective.World;
import io.thalweg.collective.transport.Transports;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Strangers by the thousand at a live endpoint that expects somebody else. */
@Timeout(300)
final class HandshakeFuzzTest {

  private static final int ATTEMPTS = Boolean.getBoolean("thalweg.nightly") ? 20_000 : 1_000;
  private static final SharedSecret SECRET = SharedSecret.of(new byte[32]);
  private static final SharedSecret WRONG = SharedSecret.of("wrong".repeat(6).getBytes(US_ASCII));

  private static World world(int worldSize) {
    return new World(
        () ->
            Transports.tcp(
                InetAddress.getLoopbackAddress(), 0, TcpOptions.defaults().withSecret(SECRET)),
        worldSize);
  }

  private static byte[] hello(SharedSecret secret, Generation generation) {
    return FakePeer.bytes(
        new Handshake(secret).say(FrameHeader.handshake(FrameType.HELLO, generation, 1)));
  }

  /** Sends the bytes and returns what came back before the connection was cut. */
  private static int answerTo(Endpoint endpoint, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(endpoint.host(), endpoint.port())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return socket.getInputStream().readAllBytes().length;
    } catch (SocketException cut) {
      return 0;
    }
  }

  @Test
  void changedHellosGetNoAnswerAndAreCountedWhileARankWaitsForItsPeer() throws Exception {
    try (World world = world(2)) {
      Endpoint endpoint = world.endpoint(0);
      Membership membership = world.newMembership();
      CompletableFuture<Float> waiting =
          CompletableFuture.supplyAsync(() -> sumAs(world, membership, 0));
      byte[] honest = hello(SECRET, membership.generation());
      assertThat(answerTo(endpoint, honest)).isEqualTo(FrameLayout.HANDSHAKE_BYTES);
      int refused = 1; // it never confirmed
      long directBefore = directBytes();
      for (int seed = 0; seed < ATTEMPTS; seed++) {
        byte[] changed = Mutation.of(honest, new SplittableRandom(seed));
        if (!startsWith(changed, honest)) {
          assertThat(answerTo(endpoint, changed)).as("seed=%d", seed).isZero();
          refused++;
        }
      }
      assertThat(answerTo(endpoint, hello(WRONG, membership.generation()))).isZero();
      assertThat(endpoint.connectionsRefused()).isEqualTo(refused + 1);
      assertThat(directBytes() - directBefore).isLessThan(1 << 20);
      assertThat(sumAs(world, membership, 1)).isEqualTo(2f);
      assertThat(waiting.join()).isEqualTo(2f);
    }
  }

  private static float sumAs(World world, Membership membership, int rank) {
    try (Communicator communicator =
        world.endpoint(rank).join(membership, rank, Duration.ofMinutes(4))) {
      return sumOfOnes(communicator);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  @Test
  void aThousandSilentStrangersKeepNoRealPeerOut() throws Exception {
    List<Socket> strangers = new ArrayList<>();
    try (World world = world(2)) {
      long directBefore = directBytes();
      Endpoint endpoint = world.endpoint(0);
      for (int i = 0; i < 1_000; i++) {
        strangers.add(new Socket(endpoint.host(), endpoint.port()));
      }
      List<Outcome<Float>> outcomes = world.inGeneration(HandshakeFuzzTest::sumOfOnes);
      assertThat(outcomes).extracting(Outcome::failure).containsOnlyNulls();
      assertThat(outcomes).extracting(Outcome::value).containsExactly(2f, 2f);
      assertThat(endpoint.connectionsRefused()).isGreaterThanOrEqualTo(980);
      assertThat(directBytes() - directBefore).isLessThan(4 << 20);
    } finally {
      for (Socket stranger : strangers) {
        stranger.close();
      }
    }
  }

  private static Float sumOfOnes(Communicator communicator) throws Exception {
    float[] one = {1f};
    communicator.allReduceSum(one, 1, World.PATIENCE);
    return one[0];
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
