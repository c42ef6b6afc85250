package io.thalweg.model.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Turns one YAML document into nodes that know their lines. What a configuration doesn't need and a
 * reader could stumble over is refused: aliases, type tags, a second document, a key given twice,
 * deep nesting. Confined to one thread.
 */
final class YamlReader {
  private static final int MAX_DEPTH = 32;

  private final String file;
  private final YAMLParser parser;

  private YamlReader(String file, YAMLParser parser) {
    this.file = file;
    this.parser = parser;
  }

  static ConfigNode read(String file, String yaml) {
    try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
      YamlReader reader = new YamlReader(file, parser);
      if (parser.nextToken() == null) {
        throw new ConfigException(file, 1, "the file is empty; write a mapping of keys to values");
      }
      ConfigNode root = reader.node("", reader.line(), 0);
      if (parser.nextToken() != null) {
        throw reader.refuse("a second document begins; keep one document in a file");
      }
      return root;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      // The parser's indented lines quote the file; the others say what was expected.
      String problem =
          e.getOriginalMessage()
              .lines()
              .filter(text -> !text.startsWith(" "))
              .collect(Collectors.joining(", "));
      throw new ConfigException(file, line, "this is no YAML: %s; correct it".formatted(problem));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value that begins at the current token; {@code line} is its key's, if it has one. */
  private ConfigNode node(String path, int line, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw refuse("more than %d levels; nest less deeply".formatted(MAX_DEPTH));
    }
    if (parser.isCurrentAlias() || parser.getTypeId() != null) {
      throw refuse("aliases and type tags aren't allowed; write the value itself");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> ConfigNode.mapping(file, line, path, entries(path, depth));
      case START_ARRAY -> ConfigNode.list(file, line, path, elements(path, depth));
      case VALUE_NULL ->
          throw new ConfigException(file, line, path + " has no value; give it one or remove it");
      default -> ConfigNode.scalar(file, line, path, parser.getText());
    };
  }

  private Map<String, ConfigNode> entries(String path, int depth) throws IOException {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      ConfigNode earlier = entries.get(key);
      if (earlier != null) {
        throw refuse(
            "key '%s' is there already, in line %d; keep one of the two"
                .formatted(key, earlier.line()));
      }
      int line = line();
      parser.nextToken();
      entries.put(key, node(path.isEmpty() ? key : path + "." + key, line, depth + 1));
    }
    return entries;
  }

  private List<ConfigNode> elements(String path, int depth) throws IOException {
    List<ConfigNode> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(node(path + "[" + elements.size() + "]", line(), depth + 1));
    }
    return elements;
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private ConfigException refuse(String message) {
    return new ConfigException(file, line(), message);
  }
}
