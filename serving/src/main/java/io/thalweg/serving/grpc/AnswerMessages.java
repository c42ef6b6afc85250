package io.thalweg.serving.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.thalweg.oip.InferParameter;
import io.thalweg.oip.InferTensorContents;
import io.thalweg.oip.ModelInferResponse;
import io.thalweg.oip.ModelInferResponse.InferOutputTensor;
import io.thalweg.oip.ModelMetadataResponse;
import io.thalweg.oip.ModelMetadataResponse.TensorMetadata;
import io.thalweg.serving.infer.Inputs;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.InferAnswer;
import io.thalweg.serving.protocol.binary.TensorBytes;
import io.thalweg.serving.version.Servable;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes the messages of answers. Stateless. */
final class AnswerMessages {
  private static final String PLATFORM = "onnx_onnxv1";

  private AnswerMessages() {}

  /**
   * The answer to an infer request.
   *
   * @param raw whether outputs go into raw_output_contents
   */
  static ModelInferResponse outputs(InferAnswer answer, boolean raw) {
    ModelInferResponse.Builder message =
        ModelInferResponse.newBuilder()
            .setModelName(answer.model())
            .setModelVersion(Long.toString(answer.version()));
    if (answer.id() != null) {
      message.setId(answer.id());
    }
    if (answer.trainedThrough() != null) {
      message.putParameters("trained_through", text(answer.trainedThrough()));
    }
    if (answer.historyOffsets() != null) {
      message.putParameters(InferAnswer.HISTORY_OFFSETS, text(answer.historyOffsets()));
    }
    for (InferAnswer.Output output : answer.outputs()) {
      float[] values = output.valuesView();
      InferOutputTensor.Builder tensor =
          message
              .addOutputsBuilder()
              .setName(output.name())
              .setDatatype(Datatype.FP32.name())
              .addShape(answer.rows())
              .addShape(values.length / answer.rows());
      if (output.labels() != null) {
        tensor.putParameters("labels", text(output.labels()));
      }
      if (raw) {
        message.addRawOutputContents(bytes(values));
      } else {
        tensor.setContents(typed(values));
      }
    }
    return message.build();
  }

  private static InferTensorContents typed(float[] values) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (float x : values) {
      contents.addFp32Contents(x);
    }
    return contents.build();
  }

  private static ByteString bytes(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
    TensorBytes.write(values, bytes);
    return UnsafeByteOperations.unsafeWrap(bytes.flip());
  }

  private static InferParameter text(String value) {
    return InferParameter.newBuilder().setStringParam(value).build();
  }

  /**
   * The metadata of a model.
   *
   * @param versions that requests may name
   */
  static ModelMetadataResponse model(Servable servable, List<Long> versions) {
    ModelMetadataResponse.Builder message =
        ModelMetadataResponse.newBuilder().setName(servable.spec().name()).setPlatform(PLATFORM);
    versions.forEach(v -> message.addVersions(Long.toString(v)));
    Inputs.of(servable).forEach(t -> message.addInputs(tensor(t)));
    Inputs.outputsOf(servable).forEach(t -> message.addOutputs(tensor(t)));
    return message.build();
  }

  private static TensorMetadata tensor(Inputs.Described tensor) {
    List<Long> shape = tensor.shape().stream().map(Integer::longValue).toList();
    return TensorMetadata.newBuilder()
        .setName(tensor.name())
        .setDatatype(tensor.datatype().name())
        .addAllShape(shape)
        .build();
  }
}
