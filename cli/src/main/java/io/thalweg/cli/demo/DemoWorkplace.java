package io.thalweg.cli.demo;

import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The demo's directory: Kafka's logs, the pipeline file, its state. Made anew for each demo.
 * Immutable.
 */
public record DemoWorkplace(Path directory) {
  private static final String PIPELINE = "demo.yaml";

  /** Empties the directory first. */
  public static DemoWorkplace prepare(Path directory) throws IOException {
    deleteTree(directory);
    Files.createDirectories(directory);
    return new DemoWorkplace(directory);
  }

  public Path kafka() {
    return directory.resolve("kafka");
  }

  /** Writes the demo's pipeline file, as a user would have one, and reads it. */
  public PipelineConfig pipeline(String bootstrapServers, int httpPort) throws IOException {
    for (String schema : List.of("transaction.avsc", "label.avsc")) {
      Files.write(directory.resolve(schema), resource(schema));
    }
    String own =
        """
        name: fraud
        kafka:
          bootstrap.servers: %s
        state: state
        serving:
          port: %d
        """
            .formatted(bootstrapServers, httpPort);
    Path file = directory.resolve(PIPELINE);
    Files.writeString(file, own + new String(resource(PIPELINE), StandardCharsets.UTF_8));
    return PipelineFile.read(file);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = DemoWorkplace.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing from the class path");
      }
      return in.readAllBytes();
    }
  }

  private static void deleteTree(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
