package io.thalweg.cli;

import io.thalweg.cli.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private final String bootstrapServers;
  private final Map<String, String> properties;
  private final Runnable close;

  private Shop(
      Path directory, String bootstrapServers, Map<String, String> properties, Runnable close) {
    this.directory = directory;
    this.bootstrapServers = bootstrapServers;
    this.properties = properties;
    this.close = close;
  }

  static Shop open(Path directory) {
    EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    return new Shop(directory, kafka.bootstrapServers(), Map.of(), kafka::close);
  }

  /**
   * On a broker of the caller's.
   *
   * @param properties of every client
   */
  static Shop on(Path directory, String bootstrapServers, Map<String, String> properties) {
    return new Shop(directory, bootstrapServers, properties, () -> {});
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  Map<String, String> properties() {
    return properties;
  }

  /** What a command is told about the broker that has no pipeline file. */
  List<Object> options() {
    List<Object> options = new ArrayList<>(List.of("--bootstrap-servers", bootstrapServers));
    properties.forEach((key, value) -> options.addAll(List.of("--property", key + "=" + value)));
    return options;
  }

  /** The mapping of a file that says the same. */
  String kafka() {
    return properties.entrySet().stream()
        .map(p -> ", %s: '%s'".formatted(p.getKey(), p.getValue()))
        .collect(Collectors.joining("", "bootstrap.servers: \"" + bootstrapServers + "\"", ""));
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
    List<Object> push = new ArrayList<>(List.of("push", csv, "--topic", topic, "--add-id"));
    push.addAll(List.of("--write-schema", directory.resolve(topic + ".avsc")));
    push.addAll(options());
    return Outcome.of(push.toArray());
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
        kafka: {%1$s}
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
            .formatted(kafka(), file, topic, more));
  }

  @Override
  public void close() {
    close.run();
  }
}
