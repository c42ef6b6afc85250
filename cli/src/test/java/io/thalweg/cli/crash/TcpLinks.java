package io.thalweg.cli.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The collectives' connections in this process, as Linux tells of them. Stateless. */
final class TcpLinks {
  private static final String ACCEPTORS = "thalweg-collective-accept-";
  private static final String ESTABLISHED = "01";

  /** Connections to the ports on which learners of this process listen for each other. */
  static long established() throws IOException {
    Set<Integer> ports =
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith(ACCEPTORS))
            .map(name -> Integer.valueOf(name.substring(ACCEPTORS.length())))
            .collect(Collectors.toSet());
    long links = 0;
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
        // sl, local address:port in hex, remote address:port, state
        String[] fields = line.trim().split("\\s+", -1);
        if (fields[3].equals(ESTABLISHED) && ports.contains(port(fields[1]))) {
          links++;
        }
      }
    }
    return links;
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
  }

  private TcpLinks() {}
}
