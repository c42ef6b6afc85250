package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.LimitsConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that wait for their next request. */
@Timeout(20)
final class IdleConnectionsTest {
  private static final String LIMITS =
      """
      header-timeout: 5s
      idle-timeout: 500ms
      """;

  // Of HTTP/2's frames.
  private static final byte HEADERS = 1;
  private static final byte SETTINGS = 4;
  private static final byte GO_AWAY = 7;

  /** Of the headers and of the stream. */
  private static final byte END = 5;

  private static RunningServer server;

  @BeforeAll
  static void serveVersionSeven(@TempDir Path directory) throws Exception {
    LimitsConfig limits = LimitsConfig.read(ConfigFile.parse("limits", LIMITS));
    server =
        new RunningServer(
            directory,
            recorder -> Protection.of(new AccessGate(AccessConfig.open()), limits, null, recorder));
    server.serve(7);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static RawClient connect() throws IOException {
    return new RawClient(server.port());
  }

  private static long millisSince(long startNanos) {
    return (System.nanoTime() - startNanos) / 1_000_000;
  }

  @Test
  void closesAConnectionThatIsIdle() throws IOException {
    try (RawClient idle = connect()) {
      idle.send(RawClient.get("/v2")).readAnswer();
      long start = System.nanoTime();
      idle.awaitClosed();
      assertThat(millisSince(start)).isBetween(480L, 5_000L);
    }
  }

  /** A request whose headers are of HPACK's static table, or literal. */
  @Test
  void tellsAConnectionOfHttp2ThatItIsIdleBeforeItIsClosed() throws IOException {
    byte[] get = {(byte) 0x82, (byte) 0x86, 0x01, 1, 'x', 0x04, 3, '/', 'v', '2'};
    try (RawClient idle = connect()) {
      idle.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
          .send(new byte[] {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0})
          .send(new byte[] {0, 0, (byte) get.length, HEADERS, END, 0, 0, 0, 1})
          .send(get);
      ByteBuffer said = ByteBuffer.wrap(idle.readToEnd());
      int type = -1;
      ByteBuffer payload = ByteBuffer.allocate(0);
      while (said.hasRemaining()) {
        int lengthAndType = said.getInt();
        type = lengthAndType & 0xff;
        int length = lengthAndType >>> 8;
        said.position(said.position() + 5);
        payload = said.slice(said.position(), length);
        said.position(said.position() + length);
      }
      assertThat(type).isEqualTo(GO_AWAY);
      assertThat(payload.getInt(0)).as("last stream").isEqualTo(1);
      assertThat(payload.getInt(4)).as("error").isZero();
    }
  }

  @Test
  void keepsAConnectionOfAClientThatAsksNowAndThen() throws IOException {
    try (RawClient client = connect()) {
      long start = System.nanoTime();
      while (millisSince(start) < 1_500) {
        client.send(RawClient.get("/v2"));
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
      }
    }
  }
}
