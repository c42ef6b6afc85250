package io.thalweg.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What lies under kubernetes/, read as strictly as an API server that validates. Stateless. */
final class Manifests {
  static final Path DIRECTORY = Path.of("kubernetes");

  /** Fabric8's types take what they don't know into a map; here that is a mistake. */
  static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .build();

  /** One document of a file. */
  record Manifest(Path file, Map<String, Object> content) {
    String kind() {
      return String.valueOf(content.get("kind"));
    }

    String apiVersion() {
      return String.valueOf(content.get("apiVersion"));
    }

    <T> T as(Class<T> type) {
      return STRICT.convertValue(content, type);
    }

    @Override
    public String toString() {
      return file + ": " + kind();
    }
  }

  /** All documents that are an object of Kubernetes' API. */
  static List<Manifest> all() throws IOException {
    List<Manifest> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        for (Object document : documents(file)) {
          if (document instanceof Map<?, ?> map && map.containsKey("kind")) {
            all.add(new Manifest(DIRECTORY.relativize(file), map(map)));
          }
        }
      }
    }
    return all;
  }

  static Iterable<Object> documents(Path file) throws IOException {
    return new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(Files.readString(file));
  }

  static Manifest only(String kind) throws IOException {
    List<Manifest> found = all().stream().filter(m -> m.kind().equals(kind)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " of kind " + kind + ": " + found);
    }
    return found.get(0);
  }

  @SuppressWarnings("unchecked") // YAML's mappings, whose keys are all names here
  static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }

  private Manifests() {}
}
