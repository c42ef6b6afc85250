package io.thalweg.bench.serving;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.process.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The load generator wrk (Glozer): as many requests as 32 connections take. Immutable. */
final class Wrk {
  private static final int CONNECTIONS = 32;
  private static final String RATE = "Requests/sec:";
  private static final String OTHERS = "Non-2xx";

  private final String program;
  private final Path script;

  private Wrk(String program, Path script) {
    this.program = program;
    this.script = script;
  }

  /**
   * Empty where it isn't installed.
   *
   * @param directory for its script
   */
  static Optional<Wrk> find(Path directory, String body) throws IOException {
    Optional<String> program = Programs.find("wrk");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    Path script = directory.resolve("post.lua");
    Files.writeString(
        script,
        "wrk.method='POST'; wrk.headers['Content-Type']='application/json'; wrk.body=[[%s]]%n"
            .formatted(body));
    return Optional.of(new Wrk(program.get(), script));
  }

  /** Requests a second that were answered with success. */
  double requestsPerSecond(int port, String path, int seconds)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    program,
                    "-t1",
                    "-c" + CONNECTIONS,
                    "-d" + seconds + "s",
                    "-s",
                    script.toString(),
                    "http://127.0.0.1:" + port + path))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Optional<String> rate = said.lines().filter(l -> l.startsWith(RATE)).findFirst();
    if (rate.isEmpty() || said.contains(OTHERS)) {
      throw new BenchException("wrk didn't get the answers that it asked for: " + said.strip());
    }
    return Double.parseDouble(rate.get().substring(RATE.length()).strip());
  }
}
