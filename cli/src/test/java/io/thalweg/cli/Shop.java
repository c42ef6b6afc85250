package io.thalweg.cli;

import io.thalweg.cli.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A user's small world: a broker, files of purchases whose outcome follows from price and colour,
 * and pipeline files. Confined to one thread.
 */
final class Shop implements AutoCloseable {
  private static final String[] COLOURS = {"red", "green", "blue"};

  private final Path directory;
  private final EmbeddedKafka kafka;

  private Shop(Path directory, EmbeddedKafka kafka) {
    this.directory = directory;
    this.kafka = kafka;
  }

  static Shop open(Path directory) {
    return new Shop(directory, EmbeddedKafka.start(directory.resolve("kafka")));
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Red sells below 70, green below 50, blue below 30: learnable, and no hint of the next one. */
  Path purchases(int rows, long seed) throws IOException {
    Random random = new Random(seed);
    String csv =
        IntStream.range(0, rows)
            .mapToObj(
                i -> {
                  int colour = random.nextInt(COLOURS.length);
                  double price = random.nextDouble() * 100;
                  int bought = price < 70 - 20 * colour ? 1 : 0;
                  return "%s,%s,%d%n".formatted(price, COLOURS[colour], bought);
                })
            .collect(Collectors.joining("", "price,colour,bought\n", ""));
    return Files.writeString(directory.resolve("purchases-%d.csv".formatted(seed)), csv);
  }

  /** Pushes a file as the documentation says; the schema is kept as {@code TOPIC.avsc}. */
  Outcome push(Path csv, String topic) {
    return Outcome.of(
        "push",
        csv,
        "--topic",
        topic,
        "--bootstrap-servers",
        bootstrapServers(),
        "--add-id",
        "--write-schema",
        directory.resolve(topic + ".avsc"));
  }

  /**
   * A pipeline over a topic that was pushed; what it releases and keeps is under the file's name.
   *
   * @param more lines at the end
   */
  Path pipeline(String file, String topic, String more) throws IOException {
    return Files.writeString(
        directory.resolve(file + ".yaml"),
        """
        name: shop
        kafka: {bootstrap.servers: "%1$s"}
        state: %2$s-state
        source: {topic: %3$s, schema: %3$s.avsc, id: id}
        label: {field: bought}
        features:
          - {name: price, type: numeric}
          - {name: colour, type: categorical, buckets: 16}
        model: {layers: [16], head: binary, seed: 1}
        training: {batch: 32, optimizer: {type: adam, learning-rate: 0.01}}
        rounds: {every-examples: 256}
        release: {every: 500ms, topic: %2$s-models}
        %4$s
        """
            .formatted(bootstrapServers(), file, topic, more));
  }

  @Override
  public void close() {
    kafka.close();
  }
}
