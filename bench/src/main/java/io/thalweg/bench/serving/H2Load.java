package io.thalweg.bench.serving;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.process.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator of nghttp2: as many gRPC calls as 32 connections take. Immutable. */
final class H2Load {
  private static final int CONNECTIONS = 32;
  private static final Pattern RATE = Pattern.compile("finished in .*?, ([0-9.]+) req/s");
  private static final Pattern FAILED = Pattern.compile(", 0 failed, 0 errored, 0 timeout");

  private final String program;
  private final Path body;

  private H2Load(String program, Path body) {
    this.program = program;
    this.body = body;
  }

  /**
   * Empty where it isn't installed.
   *
   * @param directory for the body's file
   */
  static Optional<H2Load> find(Path directory, byte[] body) throws IOException {
    Optional<String> program = Programs.find("h2load");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    Path file = directory.resolve("body.grpc");
    Files.write(file, body);
    return Optional.of(new H2Load(program.get(), file));
  }

  /** Calls a second that were answered. */
  double requestsPerSecond(int port, String path, int seconds)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    program,
                    "-c" + CONNECTIONS,
                    "-m1",
                    "-t1",
                    "-D" + seconds,
                    "-d",
                    body.toString(),
                    "-H",
                    "content-type: application/grpc",
                    "-H",
                    "te: trailers",
                    "http://127.0.0.1:" + port + path))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher rate = RATE.matcher(said);
    if (!rate.find() || !FAILED.matcher(said).find()) {
      throw new BenchException("h2load didn't get the answers that it asked for: " + said.strip());
    }
    return Double.parseDouble(rate.group(1));
  }
}
