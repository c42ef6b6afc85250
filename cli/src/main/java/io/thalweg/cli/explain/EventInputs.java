package io.thalweg.cli.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.cli.terminal.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An event as inputs of a request. Immutable.
 *
 * @param inputs as the protocol has them, one row each
 * @param unread fields of the event that the model has no input for
 */
public record EventInputs(ArrayNode inputs, List<String> unread) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  public EventInputs {
    unread = List.copyOf(unread);
  }

  /**
   * Gives each field the datatype of the input of its name; null and what isn't there are missing.
   *
   * @param event a JSON object
   * @param metadata of the model
   */
  public static EventInputs of(String event, JsonNode metadata) {
    ArrayNode inputs = JSON.createArrayNode();
    List<String> unread = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : object(event).properties()) {
      JsonNode input = input(metadata, field.getKey());
      if (input.isMissingNode()) {
        unread.add(field.getKey());
      } else if (!isMissing(input, field.getValue())) {
        inputs.add(tensor(input, field.getValue()));
      }
    }
    if (inputs.isEmpty()) {
      throw new CommandException(
          "--event has no value of an input of %s; give some of %s"
              .formatted(metadata.path("name").asText(), names(metadata)));
    }
    return new EventInputs(inputs, unread);
  }

  /**
   * No tensor has an empty dimension, so an empty array of texts, which says as much, is left out.
   */
  private static boolean isMissing(JsonNode input, JsonNode value) {
    boolean texts = input.path("datatype").asText().equals("BYTES");
    return value.isNull() || (texts && value.isArray() && value.isEmpty());
  }

  private static JsonNode object(String event) {
    try {
      JsonNode tree = JSON.readTree(event);
      if (tree.isObject()) {
        return tree;
      }
    } catch (JsonProcessingException e) {
      // Said below.
    }
    throw new CommandException(
        "--event is no JSON object; write --event '{\"amount\": 12.5, \"country\": \"DE\"}'");
  }

  private static JsonNode input(JsonNode metadata, String name) {
    JsonNode found = JSON.missingNode();
    for (JsonNode input : metadata.path("inputs")) {
      String known = input.path("name").asText();
      if (known.equals(name)) {
        return input;
      }
      if (known.equalsIgnoreCase(name)) {
        found = input;
      }
    }
    return found;
  }

  private static ObjectNode tensor(JsonNode input, JsonNode value) {
    ObjectNode tensor =
        JSON.createObjectNode()
            .put("name", input.path("name").asText())
            .put("datatype", input.path("datatype").asText());
    ArrayNode shape = tensor.putArray("shape").add(1);
    if (value.isArray()) {
      shape.add(value.size());
      tensor.set("data", value);
    } else {
      tensor.putArray("data").add(value);
    }
    return tensor;
  }

  private static List<String> names(JsonNode metadata) {
    List<String> names = new ArrayList<>();
    metadata.path("inputs").forEach(i -> names.add(i.path("name").asText()));
    return names;
  }
}
