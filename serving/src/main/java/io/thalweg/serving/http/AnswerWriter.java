package io.thalweg.serving.http;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.thalweg.model.Head;
import io.thalweg.serving.infer.Inference;
import io.thalweg.serving.infer.Inputs;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.InferAnswer;
import io.thalweg.serving.protocol.binary.BinaryTail;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.Servable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the protocol's JSON. Stateless. */
final class AnswerWriter {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private AnswerWriter() {}

  /** Writes the members of an object. */
  interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  static byte[] object(Members members) {
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

  /** The protocol's text and its own examples differ on the member; clients want either. */
  static byte[] health(boolean live, boolean ready) {
    return object(
        json -> {
          json.writeBooleanField("live", live);
          json.writeBooleanField("ready", ready);
        });
  }

  static byte[] modelReady(String model, boolean ready) {
    return object(
        json -> {
          json.writeStringField("name", model);
          json.writeBooleanField("ready", ready);
        });
  }

  static byte[] server() {
    return object(
        json -> {
          json.writeStringField("name", ServerMetadata.NAME);
          json.writeStringField("version", ServerMetadata.VERSION);
          json.writeArrayFieldStart("extensions");
          for (String extension : ServerMetadata.EXTENSIONS) {
            json.writeString(extension);
          }
          json.writeEndArray();
        });
  }

  /**
   * The metadata of a model.
   *
   * @param versions that requests may name
   */
  static byte[] model(Servable servable, List<Long> versions, ModelSlot.@Nullable Refusal refusal) {
    Head head = servable.spec().head();
    return object(
        json -> {
          json.writeStringField("name", servable.spec().name());
          json.writeArrayFieldStart("versions");
          for (long version : versions) {
            json.writeString(Long.toString(version));
          }
          json.writeEndArray();
          json.writeStringField("platform", "onnx_onnxv1");
          json.writeArrayFieldStart("inputs");
          for (Inputs.Described input : Inputs.of(servable)) {
            tensorMetadata(json, input);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("outputs");
          for (Inputs.Described output : Inputs.outputsOf(servable)) {
            tensorMetadata(json, output);
          }
          json.writeEndArray();
          json.writeObjectFieldStart("properties");
          json.writeStringField("manifest_sha256", servable.manifestSha256());
          // The protocol knows no lists here.
          String labels = Inference.labels(head);
          if (labels != null) {
            json.writeStringField("labels", labels);
          }
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

  private static void tensorMetadata(JsonGenerator json, Inputs.Described tensor)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", tensor.name());
    json.writeStringField("datatype", tensor.datatype().name());
    json.writeArrayFieldStart("shape");
    for (int n : tensor.shape()) {
      json.writeNumber(n);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** The answer to an infer request; without the data of outputs that are wanted binary. */
  static byte[] outputs(InferAnswer answer) {
    return object(
        json -> {
          json.writeStringField("model_name", answer.model());
          json.writeStringField("model_version", Long.toString(answer.version()));
          if (answer.id() != null) {
            json.writeStringField("id", answer.id());
          }
          if (answer.trainedThrough() != null || answer.historyOffsets() != null) {
            json.writeObjectFieldStart("parameters");
            if (answer.trainedThrough() != null) {
              json.writeStringField("trained_through", answer.trainedThrough());
            }
            historyOffsets(json, answer);
            json.writeEndObject();
          }
          json.writeArrayFieldStart("outputs");
          for (InferAnswer.Output output : answer.outputs()) {
            output(json, output, answer.rows());
          }
          json.writeEndArray();
        });
  }

  private static void historyOffsets(JsonGenerator json, InferAnswer answer) throws IOException {
    if (answer.historyOffsets() != null) {
      json.writeStringField(InferAnswer.HISTORY_OFFSETS, answer.historyOffsets());
    }
  }

  /**
   * The answer to a predict request: for each event what the head answers, a number, or an array
   * where it has several outputs.
   */
  static byte[] predictions(InferAnswer answer) {
    float[] values = answer.outputs().get(0).valuesView();
    int columns = values.length / answer.rows();
    return object(
        json -> {
          json.writeStringField("model_version", Long.toString(answer.version()));
          if (answer.id() != null) {
            json.writeStringField("id", answer.id());
          }
          historyOffsets(json, answer);
          json.writeArrayFieldStart("predictions");
          for (int r = 0; r < answer.rows(); r++) {
            if (columns == 1) {
              json.writeNumber(values[r]);
              continue;
            }
            json.writeStartArray();
            for (int i = 0; i < columns; i++) {
              json.writeNumber(values[r * columns + i]);
            }
            json.writeEndArray();
          }
          json.writeEndArray();
        });
  }

  private static void output(JsonGenerator json, InferAnswer.Output output, int rows)
      throws IOException {
    float[] values = output.valuesView();
    json.writeStartObject();
    json.writeStringField("name", output.name());
    json.writeStringField("datatype", Datatype.FP32.name());
    json.writeFieldName("shape");
    json.writeArray(new int[] {rows, values.length / rows}, 0, 2);
    if (output.labels() != null || output.binary()) {
      json.writeObjectFieldStart("parameters");
      if (output.labels() != null) {
        json.writeStringField("labels", output.labels());
      }
      if (output.binary()) {
        json.writeNumberField(BinaryTail.SIZE, Float.BYTES * values.length);
      }
      json.writeEndObject();
    }
    if (!output.binary()) {
      json.writeArrayFieldStart("data");
      for (float x : values) {
        json.writeNumber(x);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
