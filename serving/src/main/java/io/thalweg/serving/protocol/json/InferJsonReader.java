package io.thalweg.serving.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.thalweg.model.config.JsonFault;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.InferRequest.RequestedOutput;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import io.thalweg.serving.protocol.binary.BinaryTail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of an infer request in one pass and checks what doesn't depend on the model.
 * Stateless.
 */
public final class InferJsonReader {
  private static final int MAX_NESTING = 32;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
          .build();

  private InferJsonReader() {}

  /**
   * Reads one request that is JSON and nothing else.
   *
   * @throws RequestException when the bytes aren't one
   */
  public static InferRequest read(byte[] body) {
    return read(body, body.length);
  }

  /**
   * Reads one request with binary tensors behind its JSON.
   *
   * @throws RequestException when the bytes aren't one
   */
  public static InferRequest read(byte[] body, int jsonLength) {
    BinaryTail tail = BinaryTail.of(body, jsonLength);
    try (JsonParser json = JSON.createParser(body, 0, jsonLength)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw RequestException.bad("the body is not a JSON object");
      }
      InferRequest request = request(json, tail);
      if (json.nextToken() != null) {
        throw RequestException.bad("the body goes on after its JSON object");
      }
      tail.requireTaken();
      return request;
    } catch (JsonProcessingException e) {
      throw RequestException.bad(
          "the body is not JSON, line %d, column %d: %s"
              .formatted(
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 0 : e.getLocation().getColumnNr(),
                  JsonFault.of(e)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InferRequest request(JsonParser json, BinaryTail tail) throws IOException {
    String id = null;
    List<Tensor> inputs = List.of();
    List<AskedFor> outputs = List.of();
    Map<String, Object> parameters = Map.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String member = json.currentName();
      JsonToken value = json.nextToken();
      switch (member) {
        case "id" -> {
          if (value != JsonToken.VALUE_STRING) {
            throw RequestException.bad("id: want a string, found %s".formatted(json.getText()));
          }
          id = json.getText();
        }
        case "inputs" -> inputs = inputs(json, value, tail);
        case "outputs" -> outputs = outputs(json, value);
        case "parameters" -> parameters = parameters(json, value);
        default -> json.skipChildren();
      }
    }
    boolean binary = Boolean.TRUE.equals(parameters.get(BinaryTail.ALL_WANTED));
    return new InferRequest(
        id, inputs, outputs.stream().map(o -> o.resolved(binary)).toList(), parameters);
  }

  private static List<Tensor> inputs(JsonParser json, JsonToken value, BinaryTail tail)
      throws IOException {
    List<Tensor> inputs = new ArrayList<>();
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return inputs;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      inputs.add(input(json, tail));
    }
    return inputs;
  }

  private static Tensor input(JsonParser json, BinaryTail tail) throws IOException {
    requireObject(json, "an input");
    String name = null;
    String datatype = null;
    List<Integer> shape = List.of();
    Elements elements = null;
    Object binarySize = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String member = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_STRING && member.equals("name")) {
        name = json.getText();
      } else if (value == JsonToken.VALUE_STRING && member.equals("datatype")) {
        datatype = json.getText();
      } else if (value == JsonToken.START_ARRAY && member.equals("shape")) {
        shape = shape(json);
      } else if (value == JsonToken.START_ARRAY && member.equals("data")) {
        elements = new Elements(expected(shape));
        elements.read(json);
      } else if (member.equals("parameters")) {
        binarySize = parameters(json, value).get(BinaryTail.SIZE);
      } else {
        json.skipChildren();
      }
    }
    return tensor(name, datatype, shape, elements, binarySize, tail);
  }

  /** What the shape promises, where it came before the data and isn't absurd. */
  private static int expected(List<Integer> shape) {
    long elements = 1;
    for (int n : shape) {
      elements *= Math.max(1, n);
    }
    return (int) Math.min(elements, 1 << 10);
  }

  private static Tensor tensor(
      @Nullable String name,
      @Nullable String datatype,
      List<Integer> shape,
      @Nullable Elements elements,
      @Nullable Object binarySize,
      BinaryTail tail) {
    if (name == null) {
      throw RequestException.bad("an input has no string 'name'");
    }
    if (datatype == null) {
      throw RequestException.bad("input '%s' has no string 'datatype'".formatted(name));
    }
    Datatype type = Datatype.named(datatype);
    if (type == null) {
      throw RequestException.bad(
          "input '%s': datatype %s is unknown, want one of %s"
              .formatted(name, datatype, List.of(Datatype.values())));
    }
    Tensor.requireShape(name, shape);
    if (binarySize != null && elements != null) {
      throw RequestException.bad(
          "input '%s' has both 'data' and '%s', want one of them".formatted(name, BinaryTail.SIZE));
    }
    if (binarySize != null) {
      return tail.take(name, type, shape, binarySize);
    }
    if (elements == null) {
      throw RequestException.bad("input '%s' has no JSON array 'data'".formatted(name));
    }
    return elements.tensor(name, type, shape);
  }

  private static List<Integer> shape(JsonParser json) throws IOException {
    List<Integer> shape = new ArrayList<>();
    for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
      // A dimension that is no whole number from 1 on is refused as 0 is.
      boolean whole = t == JsonToken.VALUE_NUMBER_INT;
      double value = whole ? json.getDoubleValue() : 0;
      shape.add(value >= 1 && value <= Integer.MAX_VALUE ? (int) value : 0);
      json.skipChildren();
    }
    return shape;
  }

  /** An output that is asked for; null: as the request says of all of them. */
  private record AskedFor(String name, @Nullable Boolean binary) {
    RequestedOutput resolved(boolean byDefault) {
      return new RequestedOutput(name, binary == null ? byDefault : binary);
    }
  }

  private static List<AskedFor> outputs(JsonParser json, JsonToken value) throws IOException {
    List<AskedFor> outputs = new ArrayList<>();
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return outputs;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      requireObject(json, "an output");
      String name = null;
      Boolean binary = null;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String member = json.currentName();
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_STRING && member.equals("name")) {
          name = json.getText();
        } else if (member.equals("parameters")) {
          binary = parameters(json, token).get(BinaryTail.WANTED) instanceof Boolean b ? b : null;
        } else {
          json.skipChildren();
        }
      }
      if (name == null) {
        throw RequestException.bad("an output has no string 'name'");
      }
      outputs.add(new AskedFor(name, binary));
    }
    return outputs;
  }

  /** Scalars by name; what is no scalar is left out. */
  private static Map<String, Object> parameters(JsonParser json, JsonToken value)
      throws IOException {
    Map<String, Object> parameters = new HashMap<>();
    if (value != JsonToken.START_OBJECT) {
      json.skipChildren();
      return parameters;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      switch (token) {
        case VALUE_STRING -> parameters.put(name, json.getText());
        case VALUE_TRUE, VALUE_FALSE -> parameters.put(name, token == JsonToken.VALUE_TRUE);
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parameters.put(name, json.getDoubleValue());
        default -> json.skipChildren();
      }
    }
    return parameters;
  }

  private static void requireObject(JsonParser json, String what) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw RequestException.bad(what + " is not a JSON object");
    }
  }
}
