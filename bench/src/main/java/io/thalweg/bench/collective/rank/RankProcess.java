package io.thalweg.bench.collective.rank;

import io.thalweg.collective.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A process of one or more ranks. It says where they can be reached, joins whom it is told, and
 * then measures on command; between commands it waits for input and takes no time of a core. It
 * ends when its input does.
 */
final class RankProcess {
  private final RankThreads ranks;
  private final PrintStream out;

  private RankProcess(RankThreads ranks, PrintStream out) {
    this.ranks = ranks;
    this.out = out;
  }

  /** Arguments: a {@link Wire} and how many ranks. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int exitCode = 0;
    try {
      Wire wire = Wire.valueOf(arguments[0]);
      RankThreads ranks = new RankThreads(wire::open, Integer.parseInt(arguments[1]));
      new RankProcess(ranks, out)
          .serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    } catch (Exception e) {
      out.println(RankProtocol.FAILED + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
      exitCode = 1;
    }
    System.exit(exitCode); // whatever threads are left
  }

  private void serve(BufferedReader in) throws Exception {
    for (Endpoint endpoint : ranks.endpoints()) {
      out.println(RankProtocol.endpoint(endpoint.host(), endpoint.port(), endpoint.processId()));
    }
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case RankProtocol.JOIN -> join(RankProtocol.parseJoin(words));
        case RankProtocol.RUN -> run(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        default -> throw new IOException("no such command: " + line);
      }
    }
  }

  private void join(RankProtocol.Join join) throws Exception {
    ranks.join(join.firstRank(), join.membership());
    out.println(RankProtocol.JOINED);
  }

  private void run(int bytes, int iterations) throws Exception {
    for (long[] nanos : ranks.nanos(bytes, iterations)) {
      out.println(Arrays.stream(nanos).mapToObj(Long::toString).collect(Collectors.joining(" ")));
    }
  }
}
