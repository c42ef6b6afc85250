package io.thalweg.serving.grpc;

import io.thalweg.oip.InferParameter;
import io.thalweg.oip.ModelInferRequest;
import io.thalweg.oip.ModelInferRequest.InferInputTensor;
import io.thalweg.oip.ModelInferRequest.InferRequestedOutputTensor;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.InferRequest.RequestedOutput;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import io.thalweg.serving.protocol.binary.TensorBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads an infer request's message and checks what doesn't depend on the model. Stateless. */
final class RequestMessages {
  private RequestMessages() {}

  /**
   * Reads one request.
   *
   * @throws RequestException when the message isn't one
   */
  static InferRequest read(ModelInferRequest message) {
    int raw = message.getRawInputContentsCount();
    if (raw != 0 && raw != message.getInputsCount()) {
      throw RequestException.bad(
          "raw_input_contents has %d elements for %d inputs, want none or one for each"
              .formatted(raw, message.getInputsCount()));
    }
    List<Tensor> inputs = new ArrayList<>(message.getInputsCount());
    for (int i = 0; i < message.getInputsCount(); i++) {
      inputs.add(input(message, i));
    }
    List<RequestedOutput> outputs = new ArrayList<>(message.getOutputsCount());
    for (InferRequestedOutputTensor output : message.getOutputsList()) {
      outputs.add(new RequestedOutput(output.getName(), false));
    }
    return new InferRequest(
        message.getId().isEmpty() ? null : message.getId(),
        inputs,
        outputs,
        parameters(message.getParametersMap()));
  }

  private static Tensor input(ModelInferRequest message, int index) {
    InferInputTensor input = message.getInputs(index);
    String name = input.getName();
    Datatype datatype = Datatype.named(input.getDatatype());
    if (datatype == null) {
      throw RequestException.bad(
          "input '%s': datatype '%s' is unknown, want one of %s"
              .formatted(name, input.getDatatype(), List.of(Datatype.values())));
    }
    List<Integer> shape = new ArrayList<>(input.getShapeCount());
    for (long n : input.getShapeList()) {
      shape.add((int) Math.max(-1, Math.min(n, Integer.MAX_VALUE)));
    }
    Tensor.requireShape(name, shape);
    if (message.getRawInputContentsCount() == 0) {
      return TypedContents.read(name, datatype, shape, input.getContents());
    }
    if (input.hasContents() && input.getContents().getSerializedSize() > 0) {
      throw RequestException.bad(
          "input '%s' has contents beside raw_input_contents, want one of them".formatted(name));
    }
    return TensorBytes.read(
        name, datatype, shape, message.getRawInputContents(index).asReadOnlyByteBuffer());
  }

  private static Map<String, Object> parameters(Map<String, InferParameter> message) {
    Map<String, Object> parameters = new HashMap<>();
    message.forEach(
        (name, value) -> {
          switch (value.getParameterChoiceCase()) {
            case BOOL_PARAM -> parameters.put(name, value.getBoolParam());
            case STRING_PARAM -> parameters.put(name, value.getStringParam());
            case INT64_PARAM -> parameters.put(name, (double) value.getInt64Param());
            case DOUBLE_PARAM -> parameters.put(name, value.getDoubleParam());
            case UINT64_PARAM -> parameters.put(name, TensorBytes.unsigned(value.getUint64Param()));
            case PARAMETERCHOICE_NOT_SET -> {}
          }
        });
    return parameters;
  }
}
