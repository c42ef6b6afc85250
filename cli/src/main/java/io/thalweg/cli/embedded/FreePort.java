package io.thalweg.cli.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ports of the loopback interface for who begins to listen only later. A port that the system gives
 * out by itself may be given to somebody else until then, so these lie outside of those: below
 * 32,768, or where Linux was told to begin lower, below or above what it was told. Where it was
 * told to give out nearly all there are, nothing helps. None is found twice in a process.
 * Thread-safe.
 */
public final class FreePort {
  private static final Path GIVEN = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final Range RANGE = Range.read();
  private static final Set<Integer> FOUND = ConcurrentHashMap.newKeySet();
  private static final int TRIES = 1_000;

  /** Ports, the last of them included. */
  record Range(int first, int last) {
    private static final Range USUAL = new Range(20_000, 32_767);
    private static final int HIGHEST = 65_535;
    private static final int ENOUGH = 1_000;
    private static final Pattern TWO = Pattern.compile("\\s*(\\d{1,5})\\s+(\\d{1,5})\\s*");

    /** Of this system. */
    static Range read() {
      try {
        return Files.exists(GIVEN) ? outside(Files.readString(GIVEN)) : USUAL;
      } catch (IOException e) {
        return USUAL;
      }
    }

    /**
     * Outside of what Linux gives out.
     *
     * @param given its first and its last port, with white space between
     */
    static Range outside(String given) {
      Matcher ends = TWO.matcher(given);
      if (!ends.matches()) {
        return USUAL;
      }
      int below = Integer.parseInt(ends.group(1)) - 1;
      int above = Integer.parseInt(ends.group(2)) + 1;
      if (below >= USUAL.first + ENOUGH) {
        return new Range(USUAL.first, Math.min(below, USUAL.last));
      }
      return HIGHEST - above >= ENOUGH ? new Range(above, HIGHEST) : USUAL;
    }
  }

  /**
   * One on which nobody listens now.
   *
   * @throws BindException where none is found
   */
  public static int find() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(RANGE.first(), RANGE.last() + 1);
      if (isFree(port) && FOUND.add(port)) {
        return port;
      }
    }
    throw new BindException(
        "no port of 127.0.0.1 from %d to %d is free, in %d tries"
            .formatted(RANGE.first(), RANGE.last(), TRIES));
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
