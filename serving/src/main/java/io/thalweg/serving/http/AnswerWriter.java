package io.thalweg.serving.http;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.thalweg.model.Head;
import io.thalweg.model.feature.Feature;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.Servable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the protocol's JSON. Stateless. */
final class AnswerWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private AnswerWriter() {}

  /** Writes the members of an object. */
  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] object(Members members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] error(String line) {
    return object(json -> json.writeStringField("error", line));
  }

  static byte[] flag(String name, boolean value) {
    return object(json -> json.writeBooleanField(name, value));
  }

  static byte[] modelReady(String model, boolean ready) {
    return object(
        json -> {
          json.writeStringField("name", model);
          json.writeBooleanField("ready", ready);
        });
  }

  static byte[] server(String version) {
    return object(
        json -> {
          json.writeStringField("name", "thalweg");
          json.writeStringField("version", version);
          json.writeArrayFieldStart("extensions");
          json.writeEndArray();
        });
  }

  static byte[] model(Servable servable, ModelSlot.@Nullable Refusal refusal) {
    Head head = servable.spec().head();
    return object(
        json -> {
          json.writeStringField("name", servable.spec().name());
          json.writeArrayFieldStart("versions");
          json.writeString(Long.toString(servable.version()));
          json.writeEndArray();
          json.writeStringField("platform", "onnx_onnxv1");
          json.writeArrayFieldStart("inputs");
          for (Feature f : servable.spec().features().features()) {
            tensorMetadata(json, f.name(), Datatypes.of(f), InputEncoder.columns(f));
          }
          if (servable.featureIndex(InputEncoder.DENSE) < 0) {
            tensorMetadata(
                json, InputEncoder.DENSE, Datatypes.FP32, servable.denseEncoder().width());
          }
          json.writeEndArray();
          json.writeArrayFieldStart("outputs");
          tensorMetadata(json, head.outputName(), Datatypes.FP32, head.outputs());
          tensorMetadata(json, Predictor.LOGITS, Datatypes.FP32, head.outputs());
          json.writeEndArray();
          json.writeObjectFieldStart("properties");
          json.writeStringField("manifest_sha256", servable.manifestSha256());
          labels(json, head);
          if (servable.manifest().preview()) {
            json.writeStringField("preview", "true");
          }
          if (refusal != null) {
            json.writeStringField("refused_version", Long.toString(refusal.version()));
            json.writeStringField("refused_reason", refusal.reason());
          }
          json.writeEndObject();
        });
  }

  /** Which column is which label, where they have names; the protocol knows no lists here. */
  private static void labels(JsonGenerator json, Head head) throws IOException {
    if (head instanceof Head.Multilabel m && !m.names().isEmpty()) {
      json.writeStringField("labels", String.join(",", m.names()));
    }
  }

  private static void tensorMetadata(JsonGenerator json, String name, String datatype, int columns)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("datatype", datatype);
    json.writeFieldName("shape");
    json.writeArray(
        columns == 0 ? new int[] {-1} : new int[] {-1, columns}, 0, columns == 0 ? 1 : 2);
    json.writeEndObject();
  }

  /**
   * The answer to an infer request.
   *
   * @param names of the outputs, as the client spells them
   * @param arrays one per name, float32, (rows, columns)
   */
  static byte[] outputs(
      Servable servable, @Nullable String id, List<String> names, float[][] arrays, int rows) {
    Head head = servable.spec().head();
    boolean named = head instanceof Head.Multilabel m && !m.names().isEmpty();
    return object(
        json -> {
          json.writeStringField("model_name", servable.spec().name());
          json.writeStringField("model_version", Long.toString(servable.version()));
          if (id != null) {
            json.writeStringField("id", id);
          }
          if (servable.trainedThrough() != null) {
            json.writeObjectFieldStart("parameters");
            json.writeStringField("trained_through", servable.trainedThrough());
            json.writeEndObject();
          }
          json.writeArrayFieldStart("outputs");
          for (int i = 0; i < arrays.length; i++) {
            json.writeStartObject();
            json.writeStringField("name", names.get(i));
            json.writeStringField("datatype", Datatypes.FP32);
            json.writeFieldName("shape");
            json.writeArray(new int[] {rows, arrays[i].length / rows}, 0, 2);
            if (named) {
              json.writeObjectFieldStart("parameters");
              labels(json, head);
              json.writeEndObject();
            }
            json.writeArrayFieldStart("data");
            for (float x : arrays[i]) {
              json.writeNumber(x);
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
