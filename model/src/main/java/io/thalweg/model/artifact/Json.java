package io.thalweg.model.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value with the path to it, read strictly: a field that is absent or of another type is an
 * {@link ArtifactException} that says where. Immutable.
 */
record Json(JsonNode node, String path) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  static ObjectNode newObject() {
    return MAPPER.createObjectNode();
  }

  static byte[] toBytes(ObjectNode object) {
    try {
      return MAPPER.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Json parse(String what, byte[] bytes, int from, int length) throws ArtifactException {
    JsonNode node;
    try {
      node = MAPPER.readTree(bytes, from, length);
    } catch (JsonProcessingException e) {
      throw new ArtifactException(what + " is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ArtifactException(what + " is no JSON: " + e.getMessage(), e);
    }
    return new Json(node, what).expect("object");
  }

  Json field(String name) throws ArtifactException {
    JsonNode child = node.get(name);
    if (child == null) {
      throw new ArtifactException("%s: there is no '%s'".formatted(path, name));
    }
    return new Json(child, path + "." + name);
  }

  @Nullable Json optional(String name) throws ArtifactException {
    return node.hasNonNull(name) ? field(name) : null;
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  List<Json> elements() throws ArtifactException {
    expect("array");
    List<Json> elements = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      elements.add(new Json(node.get(i), path + "[" + i + "]"));
    }
    return elements;
  }

  Json object(String name) throws ArtifactException {
    return field(name).expect("object");
  }

  String text(String name) throws ArtifactException {
    return field(name).asText();
  }

  String asText() throws ArtifactException {
    return expect("string").node.textValue();
  }

  int integer(String name) throws ArtifactException {
    long value = field(name).asLong();
    if (value != (int) value) {
      throw new ArtifactException("%s.%s: %d is no 32-bit integer".formatted(path, name, value));
    }
    return (int) value;
  }

  long longInteger(String name) throws ArtifactException {
    return field(name).asLong();
  }

  <E extends Enum<E>> E oneOf(Class<E> type, String name) throws ArtifactException {
    String text = text(name);
    for (E constant : type.getEnumConstants()) {
      if (lowerCase(constant).equals(text)) {
        return constant;
      }
    }
    throw new ArtifactException("%s.%s: unknown value '%s'".formatted(path, name, text));
  }

  boolean bool(String name) throws ArtifactException {
    return field(name).expect("boolean").node.booleanValue();
  }

  /** A key of this object that is a number. */
  int partition(String name) throws ArtifactException {
    try {
      return Integer.parseUnsignedInt(name);
    } catch (NumberFormatException e) {
      throw new ArtifactException("%s: '%s' is no partition".formatted(path, name), e);
    }
  }

  long asLong() throws ArtifactException {
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw new ArtifactException("%s: %s is no 64-bit integer".formatted(path, shortened()));
    }
    return node.longValue();
  }

  /** A number; null is NaN. */
  double asDouble() throws ArtifactException {
    return node.isNull() ? Double.NaN : expect("number").node.doubleValue();
  }

  static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private Json expect(String type) throws ArtifactException {
    String actual = node.getNodeType().name().toLowerCase(Locale.ROOT);
    if (!actual.equals(type)) {
      throw new ArtifactException(
          "%s: want %s, found %s %s".formatted(path, type, actual, shortened()));
    }
    return this;
  }

  private String shortened() {
    String text = node.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
