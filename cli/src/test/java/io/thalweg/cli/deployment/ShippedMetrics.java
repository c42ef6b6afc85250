package io.thalweg.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The metrics that dashboards and alerts ask for. Stateless. */
final class ShippedMetrics {
  private static final Path DEPLOY = ComposeFile.ROOT.resolve("deploy");
  private static final Pattern NAME =
      Pattern.compile("\\b(?:thalweg_serving|flink|jvm|process)_[A-Za-z0-9_]+");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of Grafana's dashboards, the queries of their variables among them. */
  static List<String> dashboardQueries() throws IOException {
    List<String> queries = new ArrayList<>();
    try (Stream<Path> files = Files.list(DEPLOY.resolve("grafana"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        JsonNode board = JSON.readTree(file.toFile());
        board.findValues("expr").forEach(expression -> queries.add(expression.asText()));
        board.path("templating").findValues("query").forEach(query -> queries.add(query.asText()));
      }
    }
    return queries;
  }

  static List<String> alertQueries() throws IOException {
    Map<String, Object> file =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(DEPLOY.resolve("prometheus/alerts.yml")));
    List<String> queries = new ArrayList<>();
    for (Object group : (List<?>) file.get("groups")) {
      for (Object rule : (List<?>) ComposeFile.map(group).get("rules")) {
        queries.add(String.valueOf(ComposeFile.map(rule).get("expr")));
      }
    }
    return queries;
  }

  /** Names of metrics; those of a histogram's buckets, sums and counts as they are written. */
  static Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String query :
        Stream.concat(dashboardQueries().stream(), alertQueries().stream()).toList()) {
      Matcher name = NAME.matcher(query);
      while (name.find()) {
        names.add(name.group());
      }
    }
    return names;
  }

  /**
   * Fails for a name that none of these answers has.
   *
   * @param answers of what Prometheus scrapes
   */
  static void requireServed(List<String> answers) throws IOException {
    Set<String> served = new TreeSet<>();
    for (String answer : answers) {
      answer
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> served.add(line.split("[{ ]", 2)[0]));
    }
    assertThat(served).containsAll(names());
  }

  private ShippedMetrics() {}
}
