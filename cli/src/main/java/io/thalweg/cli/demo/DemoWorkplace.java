package io.thalweg.cli.demo;

import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.serving.access.Role;
import io.thalweg.serving.access.TokenFile;
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
  private static final String TOKENS = "tokens.yaml";

  /** Empties the directory first. */
  public static DemoWorkplace prepare(Path directory) throws IOException {
    deleteTree(directory);
    Files.createDirectories(directory);
    return new DemoWorkplace(directory);
  }

  public Path kafka() {
    return directory.resolve("kafka");
  }

  /** Makes a token for the admin port, of which a file keeps the hash. */
  public String adminToken() throws IOException {
    return new TokenFile(directory.resolve(TOKENS)).add("demo", Role.ADMIN);
  }

  /** Writes the demo's pipeline file, as a user would have one, and reads it. */
  public PipelineConfig pipeline(String bootstrapServers, int httpPort, int adminPort)
      throws IOException {
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
          admin-port: %d
          admin-tokens: %s
        """
            .formatted(bootstrapServers, httpPort, adminPort, TOKENS);
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
