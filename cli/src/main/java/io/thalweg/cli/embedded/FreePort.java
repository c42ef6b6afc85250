package io.thalweg.cli.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback interface for who begins to listen only later. A port that the system gives
 * out by itself may be given to somebody else until then, so these lie below those that it gives
 * out: 32,768 and up on Linux, 49,152 and up elsewhere (RFC 6335). Stateless.
 */
public final class FreePort {
  private static final int FIRST = 20_000;
  private static final int END = 32_768;
  private static final int TRIES = 1_000;

  /**
   * One on which nobody listens now.
   *
   * @throws BindException where none is found
   */
  public static int find() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (isFree(port)) {
        return port;
      }
    }
    throw new BindException(
        "no port of 127.0.0.1 from %d to %d is free, in %d tries".formatted(FIRST, END - 1, TRIES));
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException e) {
      return false;
    }
  }

  private FreePort() {}
}
