package io.thalweg.compat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server with the class path of its own module, so that no client's version reaches it. */
final class ServerProcess implements AutoCloseable {
  private static final Path SERVING = Path.of("../serving/target");
  private static final String MAIN = "io.thalweg.serving.http.ServeTestModel";

  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it with its test model, {@code clicks}, in version 7. */
  static ServerProcess start(Path store) throws IOException {
    if (!Files.exists(SERVING.resolve("classpath"))) {
      throw new IllegalStateException(
          "%s is not built, want ./mvnw -pl compat -am verify".formatted(SERVING));
    }
    String classPath =
        String.join(
            File.pathSeparator,
            SERVING.resolve("test-classes").toString(),
            SERVING.resolve("classes").toString(),
            Files.readString(SERVING.resolve("classpath")).strip());
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-cp",
                classPath,
                MAIN,
                store.toString())
            .redirectError(Redirect.INHERIT)
            .start();
    return new ServerProcess(process, port(process));
  }

  private static int port(Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("port ")) {
        return Integer.parseInt(line.substring("port ".length()));
      }
    }
    throw new IllegalStateException("the server ended before it listened");
  }

  int port() {
    return port;
  }

  /** Ends its input, upon which it closes. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the server doesn't close");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
