package io.thalweg.cli.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docker-compose.yml, with its anchors resolved. Immutable. */
record ComposeFile(Map<String, Object> services) {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  static ComposeFile read() throws IOException {
    String text = Files.readString(ROOT.resolve("docker-compose.yml"));
    Map<String, Object> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    return new ComposeFile(map(file.get("services")));
  }

  @SuppressWarnings("unchecked") // YAML's mappings, whose keys are all names here
  static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }

  Map<String, Object> service(String name) {
    return map(services.get(name));
  }

  /** What the image's entry point is given. */
  List<String> command(String service) {
    return ((List<?>) service(service).get("command")).stream().map(String::valueOf).toList();
  }

  Map<String, String> environment(String service) {
    Map<String, String> values = new TreeMap<>();
    map(service(service).get("environment"))
        .forEach((name, value) -> values.put(name, String.valueOf(value)));
    return values;
  }

  /** Settings of Flink, as the entry point of its image reads them. */
  Map<String, String> flinkProperties(String service) {
    Map<String, String> properties = new TreeMap<>();
    environment(service)
        .get("FLINK_PROPERTIES")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              properties.put(line.substring(0, colon), line.substring(colon + 1).strip());
            });
    return properties;
  }
}
