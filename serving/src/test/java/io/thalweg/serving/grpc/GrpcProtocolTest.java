package io.thalweg.serving.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.thalweg.oip.InferParameter;
import io.thalweg.oip.InferTensorContents;
import io.thalweg.oip.ModelInferRequest;
import io.thalweg.oip.ModelInferRequest.InferInputTensor;
import io.thalweg.oip.ModelInferRequest.InferRequestedOutputTensor;
import io.thalweg.oip.ModelInferResponse;
import io.thalweg.oip.ModelMetadataRequest;
import io.thalweg.oip.ModelMetadataResponse;
import io.thalweg.oip.ModelReadyRequest;
import io.thalweg.oip.ModelReadyResponse;
import io.thalweg.oip.ServerLiveRequest;
import io.thalweg.oip.ServerLiveResponse;
import io.thalweg.oip.ServerMetadataRequest;
import io.thalweg.oip.ServerMetadataResponse;
import io.thalweg.oip.ServerReadyRequest;
import io.thalweg.oip.ServerReadyResponse;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.http.RunningServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every call by gRPC's own Java client, on the port that answers REST. */
@Timeout(30)
final class GrpcProtocolTest {
  private static final float MISSING = Float.NaN;

  private static RunningServer server;
  private static GrpcClient client;

  @BeforeAll
  static void serveVersionSeven(@TempDir Path directory) throws Exception {
    server = new RunningServer(directory);
    server.serve(7);
    client = new GrpcClient(server.port());
  }

  @AfterAll
  static void close() {
    client.close();
    server.close();
  }

  @Test
  void theServerSaysThatItLivesAndIsReady() {
    assertThat(
            client
                .call(
                    "ServerLive",
                    ServerLiveRequest.getDefaultInstance(),
                    ServerLiveResponse.getDefaultInstance())
                .getLive())
        .isTrue();
    assertThat(
            client
                .call(
                    "ServerReady",
                    ServerReadyRequest.getDefaultInstance(),
                    ServerReadyResponse.getDefaultInstance())
                .getReady())
        .isTrue();
  }

  @Test
  void aModelIsReadyOnceItHasAVersion(@TempDir Path directory) throws Exception {
    assertThat(isReady(client, "clicks", "")).isTrue();
    assertThat(isReady(client, "clicks", "7")).isTrue();
    assertThat(isReady(client, "clicks", "latest")).isTrue();
    try (RunningServer empty = new RunningServer(directory);
        GrpcClient its = new GrpcClient(empty.port())) {
      assertThat(isReady(its, "clicks", "")).isFalse();
      assertThat(
              its.call(
                      "ServerReady",
                      ServerReadyRequest.getDefaultInstance(),
                      ServerReadyResponse.getDefaultInstance())
                  .getReady())
          .isFalse();
      assertStatus(
          () -> its.infer(amount("FP64", contents().addFp64Contents(1)).build()),
          Status.Code.UNAVAILABLE,
          "model 'clicks' has no version yet, try again later");
    }
  }

  private static boolean isReady(GrpcClient client, String model, String version) {
    return client
        .call(
            "ModelReady",
            ModelReadyRequest.newBuilder().setName(model).setVersion(version).build(),
            ModelReadyResponse.getDefaultInstance())
        .getReady();
  }

  @Test
  void metadataSaysWhatRestSays() throws Exception {
    ServerMetadataResponse itself =
        client.call(
            "ServerMetadata",
            ServerMetadataRequest.getDefaultInstance(),
            ServerMetadataResponse.getDefaultInstance());
    ModelMetadataResponse model =
        client.call(
            "ModelMetadata",
            ModelMetadataRequest.newBuilder().setName("clicks").build(),
            ModelMetadataResponse.getDefaultInstance());

    assertThat(itself.getName()).isEqualTo("thalweg");
    assertThat(itself.getVersion()).matches("\\d+\\.\\d+.*");
    assertThat(itself.getExtensionsList()).contains("binary_tensor_data");
    assertThat(model.getName()).isEqualTo("clicks");
    assertThat(model.getVersionsList()).containsExactly("7");
    assertThat(model.getPlatform()).isEqualTo("onnx_onnxv1");
    String rest = get("/v2/models/clicks");
    assertThat(tensors(model.getInputsList()))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(rest).contains(line));
    assertThat(tensors(model.getOutputsList()))
        .hasSize(2)
        .allSatisfy(line -> assertThat(rest).contains(line));
    assertThat(model.getUnknownFields().asMap()).isEmpty();
  }

  @Test
  void metadataListsTheVersionsThatCallsMayNameOrTheOneThatIsNamed(@TempDir Path directory)
      throws Exception {
    try (RunningServer both = new RunningServer(directory)) {
      both.serve(7);
      both.serve(8);
      GrpcClient at = new GrpcClient(both.port());
      assertThat(versions(at, "")).containsExactly("7", "8");
      assertThat(versions(at, "7")).containsExactly("7");
      assertThat(versions(at, "latest")).containsExactly("8");
      at.close();
    }
  }

  private static List<String> versions(GrpcClient at, String named) throws Exception {
    return at.call(
            "ModelMetadata",
            ModelMetadataRequest.newBuilder().setName("clicks").setVersion(named).build(),
            ModelMetadataResponse.getDefaultInstance())
        .getVersionsList();
  }

  private static List<String> tensors(List<ModelMetadataResponse.TensorMetadata> tensors) {
    return tensors.stream()
        .map(
            t ->
                "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s}"
                    .formatted(
                        t.getName(), t.getDatatype(), t.getShapeList().toString().replace(" ", "")))
        .toList();
  }

  private static String get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
            BodyHandlers.ofString())
        .body();
  }

  /** In both protocols on one connection's worth of HTTP/2. */
  @Test
  void restIsAnsweredOverHttp2OnTheSamePort() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .build()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/v2/health/live"))
                    .build(),
                BodyHandlers.ofString());

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.body()).contains("\"live\":true");
  }

  @Test
  void typedContentsOfEveryKindAreEncodedAsTheLearnerEncodesThem() {
    ModelInferResponse answer =
        client.infer(
            ModelInferRequest.newBuilder()
                .setModelName("clicks")
                .setModelVersion("latest")
                .setId("a-1")
                .addInputs(
                    input("AMOUNT", "FP32", 2)
                        .setContents(contents().addFp32Contents(3).addFp32Contents(5)))
                .addInputs(
                    input("member", "BOOL", 2)
                        .setContents(contents().addBoolContents(true).addBoolContents(false)))
                .addInputs(
                    input("position", "FP64", 2, 2)
                        .setContents(contents().addAllFp64Contents(List.of(0.5, -0.5, 1.0, 2.0))))
                .build());

    assertThat(answer.getModelName()).isEqualTo("clicks");
    assertThat(answer.getModelVersion()).isEqualTo("7");
    assertThat(answer.getId()).isEqualTo("a-1");
    assertThat(answer.getRawOutputContentsCount()).isZero();
    assertThat(answer.getOutputsList())
        .extracting(ModelInferResponse.InferOutputTensor::getName)
        .containsExactly("probability", "logits");
    assertThat(answer.getOutputs(0).getDatatype()).isEqualTo("FP32");
    assertThat(answer.getOutputs(0).getShapeList()).containsExactly(2L, 1L);
    assertProbability(answer, 0, logOf(3), 0, 0, 0, 0, 1, 0.5f, -0.5f);
    assertProbability(answer, 1, logOf(5), 0, 0, 0, 0, 0, 1, 2);
  }

  @Test
  void aNumberIsTheSameInEveryDatatype() {
    byte[] three = {3};
    List<ModelInferRequest.Builder> requests = new ArrayList<>();
    requests.add(amount("INT8", contents().addIntContents(3)));
    requests.add(amount("INT16", contents().addIntContents(3)));
    requests.add(amount("INT32", contents().addIntContents(3)));
    requests.add(amount("INT64", contents().addInt64Contents(3)));
    requests.add(amount("UINT8", contents().addUintContents(3)));
    requests.add(amount("UINT16", contents().addUintContents(3)));
    requests.add(amount("UINT32", contents().addUintContents(3)));
    requests.add(amount("UINT64", contents().addUint64Contents(3)));
    requests.add(amount("FP32", contents().addFp32Contents(3)));
    requests.add(amount("FP64", contents().addFp64Contents(3)));
    for (String whole : new String[] {"INT8", "UINT8", "INT16", "UINT16", "INT32", "UINT32"}) {
      int size = Integer.parseInt(whole.replaceAll("\\D", "")) / 8;
      requests.add(raw(whole, Arrays.copyOf(three, size)));
    }
    requests.add(raw("INT64", Arrays.copyOf(three, 8)));
    requests.add(raw("UINT64", Arrays.copyOf(three, 8)));
    requests.add(raw("FP16", 0x00, 0x42));
    requests.add(raw("BF16", 0x40, 0x40));
    requests.add(raw("FP32", 0, 0, 0x40, 0x40));
    requests.add(raw("FP64", 0, 0, 0, 0, 0, 0, 0x08, 0x40));

    for (ModelInferRequest.Builder request : requests) {
      assertProbability(
          client.infer(request.build()), 0, logOf(3), 0, 0, 0, 0, MISSING, MISSING, MISSING);
    }
  }

  @Test
  void textsComeTypedOrRaw() {
    ModelInferResponse typed =
        client.infer(
            ModelInferRequest.newBuilder()
                .setModelName("clicks")
                .addInputs(
                    input("country", "BYTES", 1)
                        .setContents(contents().addBytesContents(ByteString.copyFromUtf8("DE"))))
                .build());
    ModelInferResponse raw =
        client.infer(
            ModelInferRequest.newBuilder()
                .setModelName("clicks")
                .addInputs(input("country", "BYTES", 1))
                .addRawInputContents(ByteString.copyFrom(new byte[] {2, 0, 0, 0, 'D', 'E'}))
                .build());

    assertThat(probability(raw, 0)).isEqualTo(probability(typed, 0));
    assertThat(probability(raw, 0))
        .isNotEqualTo(
            (float) TestModel.probability(7, MISSING, 0, 0, 0, 0, MISSING, MISSING, MISSING));
  }

  @Test
  void rawInputsGetRawOutputs() {
    ModelInferResponse answer = client.infer(raw("FP32", 0, 0, 0x40, 0x40).build());

    assertThat(answer.getRawOutputContentsCount()).isEqualTo(2);
    assertThat(answer.getOutputs(0).hasContents()).isFalse();
  }

  @Test
  void onlyTheOutputsThatAreAskedForCome() {
    ModelInferResponse answer =
        client.infer(
            amount("FP64", contents().addFp64Contents(1))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("Logits"))
                .build());

    assertThat(answer.getOutputsList())
        .extracting(ModelInferResponse.InferOutputTensor::getName)
        .containsExactly("Logits");
  }

  @Test
  void errorsHaveTheirStatusAndOneLine() {
    assertStatus(
        () ->
            client.infer(
                amount("FP64", contents().addFp64Contents(1)).setModelName("clikcs").build()),
        Status.Code.NOT_FOUND,
        "model 'clikcs' is unknown, known are [clicks]");
    assertStatus(
        () ->
            client.infer(
                amount("FP64", contents().addFp64Contents(1)).setModelVersion("6").build()),
        Status.Code.NOT_FOUND,
        "model 'clicks' has no version '6' in service: loaded are [7], aliases {}");
    assertBad(amount("FP64", contents()), "input 'amount': shape [1] takes 1 values, data has 0");
    assertBad(
        amount("FP8", contents()),
        "input 'amount': datatype 'FP8' is unknown, want one of [BOOL, UINT8, UINT16, UINT32,"
            + " UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES]");
    assertBad(
        amount("FP16", contents()),
        "input 'amount': FP16 has no typed contents, send it in raw_input_contents");
    assertBad(
        amount("INT8", contents().addIntContents(128)),
        "input 'amount': want a number of INT8, found 128");
    assertBad(raw("FP32", 0, 0), "input 'amount': shape [1] of FP32 takes 4 bytes, found 2");
    assertBad(
        raw("INT8", 1).addRawInputContents(ByteString.EMPTY),
        "raw_input_contents has 2 elements for 1 inputs, want none or one for each");
    assertBad(
        amount("INT8", contents().addIntContents(1))
            .addRawInputContents(ByteString.copyFrom(new byte[] {1})),
        "input 'amount' has contents beside raw_input_contents, want one of them");
    assertBad(
        ModelInferRequest.newBuilder().setModelName("clicks"),
        "inputs: want an array of at least one tensor");
    assertBad(
        amount("FP64", contents().addFp64Contents(-1)),
        "input 'amount', row 0: amount: -1.0 is outside [0.0, 1000.0]");
    assertBad(
        ModelInferRequest.newBuilder()
            .setModelName("clicks")
            .addInputs(input("größe 100%", "FP64", 1).setContents(contents().addFp64Contents(1))),
        "input 'größe 100%' is no feature of model 'clicks', its metadata lists them");
    assertBad(
        ModelInferRequest.newBuilder()
            .setModelName("clicks")
            .addInputs(input("amount", "FP64", 0x1_0000_0001L)),
        "input 'amount': a batch of 2147483647 rows, at most 1024 are accepted");
  }

  @Test
  void aMessageThatIsTooLargeIsRefused() {
    assertThatThrownBy(
            () ->
                client.infer(
                    ModelInferRequest.newBuilder()
                        .setId("x".repeat(1 << 21))
                        .setModelName("clicks")
                        .build()))
        .isInstanceOf(StatusRuntimeException.class)
        .satisfies(
            e ->
                assertThat(((StatusRuntimeException) e).getStatus().getCode())
                    .isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
  }

  @Test
  void aMessageMayBeAsLargeAsABody() {
    String id = "x".repeat(900_000);

    assertThat(
            client.infer(amount("FP64", contents().addFp64Contents(1)).setId(id).build()).getId())
        .isEqualTo(id);
  }

  @Test
  void aCompressedMessageIsRefusedBeforeItIsRead() {
    ModelInferRequest bomb =
        amount("BYTES", contents().addBytesContents(ByteString.copyFrom(new byte[64 << 20])))
            .build();

    assertThatThrownBy(
            () ->
                client.call(
                    "ModelInfer",
                    bomb,
                    ModelInferResponse.getDefaultInstance(),
                    CallOptions.DEFAULT.withCompression("gzip")))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage(
            "UNIMPLEMENTED: grpc-encoding 'gzip' isn't supported, send messages uncompressed");
  }

  @Test
  void aCallThatDoesNotExistIsUnimplemented() {
    assertThatThrownBy(
            () ->
                client.call(
                    "ModelStreamInfer",
                    ServerLiveRequest.getDefaultInstance(),
                    ServerLiveResponse.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("UNIMPLEMENTED");
  }

  @Test
  void aTimeoutOfTheRequestCountsInMicroseconds() {
    assertStatus(
        () ->
            client.infer(
                amount("FP64", contents().addFp64Contents(1))
                    .putParameters(
                        "timeout", InferParameter.newBuilder().setStringParam("soon").build())
                    .build()),
        Status.Code.INVALID_ARGUMENT,
        "parameter 'timeout': want a number, found soon");
  }

  @Test
  void callsAreCounted() {
    long served = server.recorder.servedCount();
    long denied = server.recorder.deniedCount();
    long failed = server.recorder.failedCount();

    client.infer(amount("FP64", contents().addFp64Contents(1)).build());
    assertThatThrownBy(() -> client.infer(amount("FP64", contents()).build())).isNotNull();

    assertThat(server.recorder.servedCount()).isEqualTo(served + 1);
    assertThat(server.recorder.deniedCount()).isEqualTo(denied + 1);
    assertThat(server.recorder.failedCount()).isEqualTo(failed);
  }

  @Test
  void gRpcsOwnHealthServiceKnowsTheServerAndTheService() {
    for (String service : new String[] {"", "inference.GRPCInferenceService"}) {
      assertThat(
              HealthGrpc.newBlockingStub(client.channel)
                  .check(HealthCheckRequest.newBuilder().setService(service).build())
                  .getStatus())
          .as(service)
          .isEqualTo(ServingStatus.SERVING);
    }
    assertThatThrownBy(
            () ->
                HealthGrpc.newBlockingStub(client.channel)
                    .check(HealthCheckRequest.newBuilder().setService("other").build()))
        .hasMessageStartingWith("NOT_FOUND");
  }

  @Test
  void reflectionListsTheService() throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(client.channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse value) {
                    answer.complete(value);
                  }

                  @Override
                  public void onError(Throwable t) {
                    answer.completeExceptionally(t);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

    assertThat(answer.get(10, TimeUnit.SECONDS).getListServicesResponse().getServiceList())
        .extracting(s -> s.getName())
        .contains("inference.GRPCInferenceService", "grpc.health.v1.Health");
    requests.onCompleted();
  }

  private static void assertBad(ModelInferRequest.Builder request, String line) {
    assertStatus(() -> client.infer(request.build()), Status.Code.INVALID_ARGUMENT, line);
  }

  private static void assertStatus(Runnable call, Status.Code code, String line) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).as(e.getMessage()).isEqualTo(code);
              assertThat(e.getStatus().getDescription()).isEqualTo(line);
            });
  }

  private static InferTensorContents.Builder contents() {
    return InferTensorContents.newBuilder();
  }

  private static InferInputTensor.Builder input(String name, String datatype, long... shape) {
    InferInputTensor.Builder tensor =
        InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
    Arrays.stream(shape).forEach(tensor::addShape);
    return tensor;
  }

  private static ModelInferRequest.Builder amount(
      String datatype, InferTensorContents.Builder contents) {
    return ModelInferRequest.newBuilder()
        .setModelName("clicks")
        .addInputs(input("amount", datatype, 1).setContents(contents));
  }

  private static ModelInferRequest.Builder raw(String datatype, byte[] bytes) {
    return ModelInferRequest.newBuilder()
        .setModelName("clicks")
        .addInputs(input("amount", datatype, 1))
        .addRawInputContents(ByteString.copyFrom(bytes));
  }

  private static ModelInferRequest.Builder raw(String datatype, int... bytes) {
    byte[] out = new byte[bytes.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) bytes[i];
    }
    return raw(datatype, out);
  }

  private static float logOf(double amount) {
    return (float) Math.log1p(amount);
  }

  private static void assertProbability(ModelInferResponse answer, int row, float... dense) {
    assertThat(probability(answer, row))
        .isCloseTo((float) TestModel.probability(7, dense), within(1e-5f));
  }

  private static float probability(ModelInferResponse answer, int row) {
    if (answer.getRawOutputContentsCount() == 0) {
      return answer.getOutputs(0).getContents().getFp32Contents(row);
    }
    return ByteBuffer.wrap(answer.getRawOutputContents(0).toByteArray())
        .order(ByteOrder.LITTLE_ENDIAN)
        .getFloat(4 * row);
  }
}
