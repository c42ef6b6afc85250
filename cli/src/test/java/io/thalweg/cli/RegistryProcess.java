package io.thalweg.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Apicurio's registry, as it is released, in a process of its own and in memory. */
public final class RegistryProcess implements AutoCloseable {
  private static final Path RELEASE = Path.of("target/apicurio-registry");
  private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");

  private final Process process;
  private final int port;

  private RegistryProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  public static RegistryProcess start() throws IOException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=0",
                "-jar",
                runner().toString())
            .redirectErrorStream(true)
            .start();
    return new RegistryProcess(process, port(process));
  }

  private static Path runner() throws IOException {
    if (Files.isDirectory(RELEASE)) {
      try (Stream<Path> files = Files.list(RELEASE)) {
        List<Path> runners = files.filter(f -> f.toString().endsWith("-runner.jar")).toList();
        if (!runners.isEmpty()) {
          return runners.get(0);
        }
      }
    }
    throw new IllegalStateException(
        "%s holds no registry, want ./mvnw -pl cli -am verify".formatted(RELEASE));
  }

  private static int port(Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.append(line).append('\n');
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        swallow(out);
        return Integer.parseInt(listening.group(1));
      }
    }
    throw new IllegalStateException("the registry ended before it listened:\n" + said);
  }

  /** So that a full pipe doesn't hold it up. */
  private static void swallow(BufferedReader out) {
    Thread reader =
        new Thread(
            () -> {
              try {
                while (out.readLine() != null) {}
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "registry-output");
    reader.setDaemon(true);
    reader.setUncaughtExceptionHandler((thread, error) -> {}); // it has been closed
    reader.start();
  }

  /** An address of it, with this path. */
  public String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
