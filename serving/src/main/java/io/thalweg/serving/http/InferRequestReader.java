package io.thalweg.serving.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of an infer request and checks what doesn't depend on the model. Thread-safe. */
final class InferRequestReader {
  static final int MAX_ROWS = 1024;

  private final ObjectReader json =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().reader();

  InferRequest read(byte[] body) {
    JsonNode root = parse(body);
    if (!root.isObject()) {
      throw RequestException.bad("the body is not a JSON object");
    }
    JsonNode id = root.path("id");
    if (!id.isMissingNode() && !id.isTextual()) {
      throw RequestException.bad("id: want a string, found %s".formatted(id));
    }
    return new InferRequest(id.textValue(), inputs(root.path("inputs")), outputs(root));
  }

  private JsonNode parse(byte[] body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      throw RequestException.bad(
          "the body is not JSON, line %d, column %d: %s"
              .formatted(
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 0 : e.getLocation().getColumnNr(),
                  String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Tensor> inputs(JsonNode array) {
    if (!array.isArray() || array.isEmpty()) {
      throw RequestException.bad("inputs: want an array of at least one tensor");
    }
    List<Tensor> inputs = new ArrayList<>(array.size());
    for (JsonNode input : array) {
      inputs.add(input(input));
    }
    for (Tensor t : inputs) {
      if (t.rows() != inputs.get(0).rows()) {
        throw RequestException.bad(
            "input '%s' has %d rows, input '%s' has %d"
                .formatted(t.name(), t.rows(), inputs.get(0).name(), inputs.get(0).rows()));
      }
    }
    return inputs;
  }

  private static Tensor input(JsonNode input) {
    String name = text(input, "name", "an input");
    String datatype = text(input, "datatype", "input '" + name + "'");
    List<Integer> shape = shape(name, input.path("shape"));
    JsonNode data = input.path("data");
    if (!data.isArray()) {
      throw RequestException.bad(
          "input '%s' has no JSON array 'data'; binary tensors are not accepted".formatted(name));
    }
    long wanted = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    List<JsonNode> values = new ArrayList<>();
    if (data.path(0).isArray()) {
      flatten(name, data, shape, 0, values);
    } else {
      data.forEach(values::add);
    }
    if (values.size() != wanted) {
      throw RequestException.bad(
          "input '%s': shape %s takes %d values, data has %d"
              .formatted(name, shape, wanted, values.size()));
    }
    return new Tensor(name, datatype, shape, values);
  }

  private static void flatten(
      String name, JsonNode node, List<Integer> shape, int dimension, List<JsonNode> out) {
    if (dimension == shape.size()) {
      out.add(node);
      return;
    }
    if (!node.isArray() || node.size() != shape.get(dimension)) {
      throw RequestException.bad(
          "input '%s': nested data is not of shape %s".formatted(name, shape));
    }
    for (JsonNode child : node) {
      flatten(name, child, shape, dimension + 1, out);
    }
  }

  private static List<Integer> shape(String name, JsonNode array) {
    List<Integer> shape = new ArrayList<>();
    for (JsonNode n : array) {
      if (!n.isInt() || n.intValue() < 1) {
        throw RequestException.bad(
            "input '%s': shape %s, want whole numbers from 1 on".formatted(name, array));
      }
      shape.add(n.intValue());
    }
    if (shape.isEmpty() || shape.size() > 2) {
      throw RequestException.bad(
          "input '%s': shape %s, want 1 or 2 dimensions".formatted(name, shape));
    }
    if (shape.get(0) > MAX_ROWS) {
      throw RequestException.bad(
          "input '%s': a batch of %d rows, at most %d are accepted"
              .formatted(name, shape.get(0), MAX_ROWS));
    }
    return shape;
  }

  private static List<String> outputs(JsonNode root) {
    List<String> names = new ArrayList<>();
    for (JsonNode output : root.path("outputs")) {
      names.add(text(output, "name", "an output"));
    }
    return names;
  }

  private static String text(JsonNode object, String key, String owner) {
    @Nullable String value = object.path(key).textValue();
    if (value == null) {
      throw RequestException.bad("%s has no string '%s'".formatted(owner, key));
    }
    return value;
  }
}
