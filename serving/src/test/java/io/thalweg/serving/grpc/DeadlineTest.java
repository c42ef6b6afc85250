package io.thalweg.serving.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.thalweg.oip.InferParameter;
import io.thalweg.oip.InferTensorContents;
import io.thalweg.oip.ModelInferRequest;
import io.thalweg.oip.ModelInferRequest.InferInputTensor;
import io.thalweg.oip.ModelInferResponse;
import io.thalweg.serving.http.RunningServer;
import io.thalweg.serving.infer.Inference;
import io.thalweg.serving.infer.Servables;
import io.thalweg.serving.protocol.RequestException;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a call may take, as the runner is told. */
@Timeout(20)
final class DeadlineTest {
  private static final Duration BY_DEFAULT = Duration.ofSeconds(60);

  private final AtomicLong leftNanos = new AtomicLong();
  private RequestException.Status status = RequestException.Status.DEADLINE;
  private RunningServer models;
  private Vertx vertx;
  private GrpcClient client;

  @BeforeEach
  void answerEveryRunWithAnError(@TempDir Path directory) throws Exception {
    models = new RunningServer(directory);
    models.serve(7);
    Servables servables = new Servables(models.table);
    ModelCalls calls =
        new ModelCalls(servables, new Inference(servables, List.of()), models.recorder, BY_DEFAULT);
    vertx = Vertx.vertx();
    int port =
        vertx
            .createHttpServer()
            .requestHandler(
                new GrpcProtocol(models.table, calls, 1 << 20)
                    .on(
                        vertx,
                        (servable, dense, rows, deadlineNanos) -> {
                          leftNanos.set(deadlineNanos - System.nanoTime());
                          return CompletableFuture.failedFuture(
                              RequestException.of(status, "not now"));
                        }))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();
    client = new GrpcClient(port);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    models.close();
  }

  @Test
  void theClientsTimeoutIsTheDeadline() {
    call(request().build(), CallOptions.DEFAULT.withDeadlineAfter(15, TimeUnit.SECONDS));

    assertThat(Duration.ofNanos(leftNanos.get()))
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(15));
  }

  @Test
  void withoutOneTheServersDefaultIs() {
    call(request().build(), CallOptions.DEFAULT);

    assertThat(Duration.ofNanos(leftNanos.get()))
        .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
  }

  @Test
  void theProtocolsParameterCountsInMicroseconds() {
    InferParameter micros = InferParameter.newBuilder().setInt64Param(30_000_000).build();

    call(request().putParameters("timeout", micros).build(), CallOptions.DEFAULT);

    assertThat(Duration.ofNanos(leftNanos.get()))
        .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({
    "BAD_REQUEST, INVALID_ARGUMENT",
    "UNAUTHENTICATED, UNAUTHENTICATED",
    "FORBIDDEN, PERMISSION_DENIED",
    "NOT_FOUND, NOT_FOUND",
    "TOO_LARGE, RESOURCE_EXHAUSTED",
    "TOO_MANY, RESOURCE_EXHAUSTED",
    "INTERNAL, INTERNAL",
    "UNSUPPORTED, UNIMPLEMENTED",
    "UNAVAILABLE, UNAVAILABLE",
    "DEADLINE, DEADLINE_EXCEEDED"
  })
  void everyErrorHasItsStatus(RequestException.Status ours, Status.Code theirs) {
    status = ours;

    assertThat(call(request().build(), CallOptions.DEFAULT).getStatus().getCode())
        .isEqualTo(theirs);
  }

  private StatusRuntimeException call(ModelInferRequest request, CallOptions options) {
    StatusRuntimeException[] thrown = new StatusRuntimeException[1];
    assertThatThrownBy(
            () ->
                client.call(
                    "ModelInfer", request, ModelInferResponse.getDefaultInstance(), options))
        .isInstanceOfSatisfying(StatusRuntimeException.class, e -> thrown[0] = e)
        .hasMessageEndingWith("not now");
    return thrown[0];
  }

  private static ModelInferRequest.Builder request() {
    return ModelInferRequest.newBuilder()
        .setModelName("clicks")
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("amount")
                .setDatatype("FP64")
                .addShape(1)
                .setContents(InferTensorContents.newBuilder().addFp64Contents(1)));
  }
}
