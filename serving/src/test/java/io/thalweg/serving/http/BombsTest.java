package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that are made to cost. */
@Timeout(60)
final class BombsTest {
  private static final int BOMB_BYTES = 32_000_000;

  private static RunningServer server;

  @BeforeAll
  static void serveVersionSeven(@TempDir Path directory) throws Exception {
    server = new RunningServer(directory);
    server.serve(7);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void aBodyOfThirtyTwoMegabytesCostsLessThanThirtyTwoMegabytesOfHeap() throws IOException {
    byte[] chunk = new byte[1 << 16];
    java.util.Arrays.fill(chunk, (byte) '[');
    long before = heapAfterCollection();
    long peak = 0;
    for (int bomb = 0; bomb < 8; bomb++) {
      try (RawClient client = new RawClient(server.port())) {
        client.send(RawClient.inferHeaders(BOMB_BYTES));
        for (int sent = 0; sent < BOMB_BYTES; sent += chunk.length) {
          client.send(chunk);
        }
      } catch (SocketException e) {
        // It was refused before it was sent.
      }
      peak = Math.max(peak, heapPeak());
    }
    assertThat(peak - before).isLessThan(BOMB_BYTES);
  }

  private static long heapAfterCollection() {
    System.gc();
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long heapPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  @Test
  void refusesABodyThatIsTooLargeBeforeItIsRead() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send(RawClient.inferHeaders(BOMB_BYTES)).send(new byte[2_000_000]);
      assertThat(client.readAnswer())
          .startsWith("HTTP/1.1 413 ")
          .endsWith("{\"error\":\"the body is too large, at most 1048576 bytes are accepted\"}");
    } catch (SocketException e) {
      // The answer was lost with the bytes that nobody read.
    }
  }

  @Test
  void refusesDeepNesting() throws IOException {
    String body = "{\"inputs\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    try (RawClient client = new RawClient(server.port())) {
      client.send(RawClient.inferHeaders(body.length()) + body);
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 400 ");
      client.send(RawClient.get("/v2"));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
    }
  }
}
