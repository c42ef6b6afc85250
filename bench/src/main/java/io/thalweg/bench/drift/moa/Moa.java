package io.thalweg.bench.drift.moa;

import io.thalweg.bench.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** MOA's AdaptiveRandomForest (Gomes et al. 2017), in a process of its own. Immutable. */
public final class Moa {
  /** What to tell where {@link #find} finds nothing. */
  public static final String HOW_TO_FETCH =
      "no MOA; fetch it beside the project: ./mvnw -q -N -Pmoa dependency:copy@moa";

  private static final String SOURCE = "Arf.java";
  private static final long LIMIT_MINUTES = 10;

  private final Path jar;

  private Moa(Path jar) {
    this.jar = jar;
  }

  /**
   * The newest {@code moa-VERSION.jar} of a directory.
   *
   * @param directory need not exist
   */
  public static Optional<Moa> find(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.getFileName().toString().matches("moa-[0-9].*\\.jar"))
          .max(Comparator.naturalOrder())
          .map(Moa::new);
    }
  }

  /**
   * Predicts and learns rows one by one.
   *
   * @param rows a file of {@link MoaRows}
   * @param directory for the program and what it says
   * @return for each row 1 where it was predicted right, else 0, as characters
   */
  public String forest(int trees, Path rows, Path directory)
      throws IOException, InterruptedException {
    Path source = directory.resolve(SOURCE);
    if (Files.notExists(source)) {
      try (InputStream in = Objects.requireNonNull(Moa.class.getResourceAsStream(SOURCE))) {
        Files.copy(in, source);
      }
    }
    Path out = directory.resolve("forest.out");
    Path errors = directory.resolve("forest.err");
    List<String> line =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-cp",
            jar.toString(),
            source.toString(),
            Integer.toString(trees),
            rows.toString());
    Process process =
        new ProcessBuilder(line)
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new BenchException(
            "%s failed: %s; remove it, or run it by hand: %s"
                .formatted(
                    jar.getFileName(),
                    Files.readString(errors).strip().replaceAll("\\s+", " "),
                    String.join(" ", line)));
      }
      return Files.readString(out, StandardCharsets.US_ASCII);
    } finally {
      process.destroy();
    }
  }
}
