package io.thalweg.serving.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.thalweg.model.config.JsonFault;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code {"id": "...", "instances": [{...}, ...]}}, the predict request that TensorFlow
 * Serving and KServe take in their version 1; an instance is a whole event. The id is ours. It
 * names the answer's rows, and there may be none. Stateless.
 */
public final class PredictJsonReader {
  private static final int MAX_NESTING = 32;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
          .build();

  private PredictJsonReader() {}

  /**
   * The request as one of whole events.
   *
   * @throws RequestException when the bytes aren't one
   */
  public static InferRequest read(byte[] body) {
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw RequestException.bad("the body is not a JSON object");
      }
      String id = null;
      List<byte[]> events = List.of();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String member = json.currentName();
        JsonToken value = json.nextToken();
        if (member.equals("instances") && value == JsonToken.START_ARRAY) {
          events = events(json, body);
        } else if (member.equals("id")) {
          if (value != JsonToken.VALUE_STRING) {
            throw RequestException.bad("id: want a string, found %s".formatted(json.getText()));
          }
          id = json.getText();
        } else {
          json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw RequestException.bad("the body goes on after its JSON object");
      }
      return request(id, events);
    } catch (JsonProcessingException e) {
      throw RequestException.bad("the body is not JSON: " + JsonFault.of(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InferRequest request(@Nullable String id, List<byte[]> events) {
    if (events.isEmpty()) {
      throw RequestException.bad("instances: want an array of at least one event");
    }
    List<Integer> shape = List.of(events.size());
    Tensor.requireShape("instances", shape);
    return new InferRequest(
        id,
        List.of(Tensor.ofTexts(InferRequest.EVENT, shape, events.toArray(new byte[0][]))),
        List.of(),
        Map.of());
  }

  /** The bytes of each element, for the version to read. */
  private static List<byte[]> events(JsonParser json, byte[] body) throws IOException {
    List<byte[]> events = new ArrayList<>();
    for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
      if (t != JsonToken.START_OBJECT) {
        throw RequestException.bad(
            "instances[%d]: want a JSON object, found %s"
                .formatted(
                    events.size(), t == JsonToken.START_ARRAY ? "an array" : json.getText()));
      }
      int from = (int) json.currentTokenLocation().getByteOffset();
      if (from < 0) {
        throw RequestException.bad("the body isn't UTF-8; send JSON in UTF-8");
      }
      json.skipChildren();
      events.add(Arrays.copyOfRange(body, from, (int) json.currentLocation().getByteOffset()));
    }
    return events;
  }
}
