package io.thalweg.serving.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.oip.InferTensorContents;
import io.thalweg.oip.ModelInferRequest;
import io.thalweg.oip.ModelInferRequest.InferInputTensor;
import io.thalweg.oip.ModelInferResponse;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.LimitsConfig;
import io.thalweg.serving.batch.BatchSettings;
import io.thalweg.serving.batch.Batcher;
import io.thalweg.serving.http.HttpServer;
import io.thalweg.serving.http.HttpSettings;
import io.thalweg.serving.http.Protection;
import io.thalweg.serving.http.Protocol;
import io.thalweg.serving.http.RunningServer;
import io.thalweg.serving.infer.Inference;
import io.thalweg.serving.infer.Runner;
import io.thalweg.serving.infer.Servables;
import io.thalweg.serving.stats.ServingRecorder;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls that take longer than a body may, over the guarded port. */
@Timeout(20)
final class SlowAnswersTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Executor LATE =
      CompletableFuture.delayedExecutor(900, TimeUnit.MILLISECONDS);

  private final ServingRecorder recorder = new ServingRecorder();
  private final Batcher batcher = new Batcher(BatchSettings.defaults(), recorder::ran);
  private RunningServer models;
  private HttpServer http;
  private GrpcClient client;

  @BeforeEach
  void answerLate(@TempDir Path directory) throws Exception {
    models = new RunningServer(directory);
    models.serve(7);
    LimitsConfig limits =
        LimitsConfig.read(ConfigFile.parse("limits", "{body-timeout: 300ms, drain: 10s}"));
    http =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0),
            List.of(),
            batcher,
            late(models),
            Protection.of(new AccessGate(AccessConfig.open()), limits, null, recorder));
    http.start();
    client = new GrpcClient(http.port());
  }

  private Protocol late(RunningServer models) {
    Servables servables = new Servables(models.table);
    ModelCalls calls =
        new ModelCalls(servables, new Inference(servables, List.of()), recorder, DEADLINE);
    GrpcProtocol protocol = new GrpcProtocol(models.table, calls, 1 << 20);
    return new Protocol() {
      @Override
      public String contentType() {
        return protocol.contentType();
      }

      @Override
      public Handler<HttpServerRequest> on(Vertx vertx, Runner runner) {
        return protocol.on(
            vertx,
            (servable, dense, rows, deadline) ->
                CompletableFuture.runAsync(() -> {}, LATE)
                    .thenCompose(ignored -> runner.run(servable, dense, rows, deadline)));
      }
    };
  }

  @AfterEach
  void close() {
    client.close();
    http.close();
    batcher.close();
    models.close();
  }

  private ModelInferResponse infer() {
    return client.infer(
        ModelInferRequest.newBuilder()
            .setModelName("clicks")
            .addInputs(
                InferInputTensor.newBuilder()
                    .setName("amount")
                    .setDatatype("FP64")
                    .addShape(1)
                    .setContents(InferTensorContents.newBuilder().addFp64Contents(1)))
            .build());
  }

  @Test
  void anAnswerMayTakeLongerThanABody() {
    assertThat(infer().getModelVersion()).isEqualTo("7");
    await().untilAsserted(() -> assertThat(recorder.inFlightCount()).isZero());
  }

  @Test
  void aCallWhoseMessageNeverComesIsCut() {
    CompletableFuture<Status> ended = new CompletableFuture<>();
    ClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
        client.channel.newCall(
            ServerReflectionGrpc.getServerReflectionInfoMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
          }
        },
        new Metadata());
    call.request(1);

    assertThat(ended)
        .succeedsWithin(Duration.ofSeconds(5))
        .extracting(Status::getCode)
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void whoWatchesHealthIsNeitherCutNorInFlight() {
    CompletableFuture<HealthCheckResponse> first = new CompletableFuture<>();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    HealthGrpc.newStub(client.channel)
        .watch(
            HealthCheckRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(HealthCheckResponse response) {
                first.complete(response);
              }

              @Override
              public void onError(Throwable t) {
                ended.completeExceptionally(t);
              }

              @Override
              public void onCompleted() {
                ended.complete(null);
              }
            });
    assertThat(first).succeedsWithin(Duration.ofSeconds(5));
    assertThat(recorder.inFlightCount()).isZero();
    infer();
    assertThat(ended).isNotDone();
  }

  @Test
  void aCallUnderWayIsAnsweredBeforeTheServerCloses() {
    CompletableFuture<ModelInferResponse> answer = CompletableFuture.supplyAsync(this::infer);
    while (recorder.inFlightCount() < 1) {
      Thread.onSpinWait();
    }
    long start = System.nanoTime();
    http.close();

    assertThat(answer).succeedsWithin(Duration.ofSeconds(5));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }
}
