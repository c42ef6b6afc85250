package io.thalweg.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import inference.GrpcPredictV2.InferTensorContents;
import inference.GrpcPredictV2.ModelInferRequest;
import inference.GrpcPredictV2.ModelInferRequest.InferInputTensor;
import inference.GrpcPredictV2.ModelInferResponse;
import inference.GrpcPredictV2.ModelMetadataRequest;
import inference.GrpcPredictV2.ModelMetadataResponse;
import inference.GrpcPredictV2.ModelReadyRequest;
import inference.GrpcPredictV2.ModelReadyResponse;
import inference.GrpcPredictV2.ServerLiveResponse;
import inference.GrpcPredictV2.ServerMetadataResponse;
import inference.GrpcPredictV2.ServerReadyResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Apache Camel's KServe component, all six calls over gRPC. */
@Timeout(120)
final class CamelKserveIT {
  private static ServerProcess server;
  private static DefaultCamelContext camel;
  private static ProducerTemplate producer;

  @BeforeAll
  static void startServerAndCamel(@TempDir Path store) throws Exception {
    server = ServerProcess.start(store);
    camel = new DefaultCamelContext();
    camel.start();
    producer = camel.createProducerTemplate();
  }

  @AfterAll
  static void close() throws Exception {
    camel.close();
    server.close();
  }

  private static <T> T call(String api, Object body, Class<T> answer) {
    return producer.requestBody(
        "kserve:%s?target=127.0.0.1:%d&modelName=clicks&modelVersion=latest"
            .formatted(api, server.port()),
        body,
        answer);
  }

  @Test
  void theServerAnswersForItself() {
    assertThat(call("server/live", null, ServerLiveResponse.class).getLive()).isTrue();
    assertThat(call("server/ready", null, ServerReadyResponse.class).getReady()).isTrue();
    assertThat(call("server/metadata", null, ServerMetadataResponse.class).getName())
        .isEqualTo("thalweg");
  }

  @Test
  void theModelIsReadyAndDescribed() {
    assertThat(
            call("model/ready", ModelReadyRequest.getDefaultInstance(), ModelReadyResponse.class)
                .getReady())
        .isTrue();
    ModelMetadataResponse model =
        call(
            "model/metadata",
            ModelMetadataRequest.getDefaultInstance(),
            ModelMetadataResponse.class);
    assertThat(model.getVersionsList()).containsExactly("7");
    assertThat(model.getInputsList())
        .extracting(ModelMetadataResponse.TensorMetadata::getName)
        .contains("amount", "country", "features", "event");
    assertThat(model.getUnknownFields().asMap()).isEmpty();
  }

  @Test
  void typedContentsAreAnsweredTyped() throws Exception {
    ModelInferResponse answer =
        call(
            "infer",
            ModelInferRequest.newBuilder()
                .addInputs(
                    amount().setContents(InferTensorContents.newBuilder().addFp64Contents(3)))
                .build(),
            ModelInferResponse.class);

    assertThat(answer.getModelVersion()).isEqualTo("7");
    assertThat(answer.getOutputs(0).getName()).isEqualTo("probability");
    assertThat(answer.getOutputs(0).getContents().getFp32Contents(0))
        .isEqualTo(PlainRest.probability(server.port(), "amount", "FP64", "3"));
  }

  @Test
  void rawContentsAreAnsweredRaw() throws Exception {
    ByteBuffer three =
        ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN).putDouble(3).flip();

    ModelInferResponse answer =
        call(
            "infer",
            ModelInferRequest.newBuilder()
                .addInputs(amount())
                .addRawInputContents(ByteString.copyFrom(three))
                .build(),
            ModelInferResponse.class);

    assertThat(
            answer
                .getRawOutputContents(0)
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat())
        .isEqualTo(PlainRest.probability(server.port(), "amount", "FP64", "3"));
  }

  @Test
  void theServersLineReachesTheUser() {
    assertThatThrownBy(
            () -> call("infer", ModelInferRequest.getDefaultInstance(), ModelInferResponse.class))
        .hasStackTraceContaining("INVALID_ARGUMENT: inputs: want an array of at least one tensor");
  }

  private static InferInputTensor.Builder amount() {
    return InferInputTensor.newBuilder().setName("amount").setDatatype("FP64").addShape(1);
  }
}
