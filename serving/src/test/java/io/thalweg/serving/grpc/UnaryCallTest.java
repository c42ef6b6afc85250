package io.thalweg.serving.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.thalweg.oip.ServerLiveRequest;
import io.thalweg.oip.ServerLiveResponse;
import io.thalweg.serving.http.RunningServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call has one message, in gRPC's own wire. */
@Timeout(30)
final class UnaryCallTest {
  private static RunningServer server;
  private static GrpcClient client;

  @BeforeAll
  static void serve(@TempDir Path directory) throws Exception {
    server = new RunningServer(directory);
    server.serve(7);
    client = new GrpcClient(server.port());
  }

  @AfterAll
  static void close() {
    client.close();
    server.close();
  }

  /** What a client that streams so many messages gets. */
  private static CompletableFuture<ServerLiveResponse> stream(int messages) {
    MethodDescriptor<ServerLiveRequest, ServerLiveResponse> method =
        MethodDescriptor.<ServerLiveRequest, ServerLiveResponse>newBuilder()
            .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
            .setFullMethodName("inference.GRPCInferenceService/ServerLive")
            .setRequestMarshaller(ProtoUtils.marshaller(ServerLiveRequest.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(ServerLiveResponse.getDefaultInstance()))
            .build();
    CompletableFuture<ServerLiveResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerLiveRequest> requests =
        ClientCalls.asyncClientStreamingCall(
            client.channel.newCall(method, CallOptions.DEFAULT),
            new StreamObserver<>() {
              @Override
              public void onNext(ServerLiveResponse value) {
                answer.complete(value);
              }

              @Override
              public void onError(Throwable t) {
                answer.completeExceptionally(t);
              }

              @Override
              public void onCompleted() {}
            });
    for (int i = 0; i < messages; i++) {
      requests.onNext(ServerLiveRequest.getDefaultInstance());
    }
    requests.onCompleted();
    return answer;
  }

  @Test
  void aCallWithoutAMessageIsRefused() throws Exception {
    assertThatThrownBy(() -> stream(0).get())
        .isInstanceOf(ExecutionException.class)
        .satisfies(
            e ->
                assertThat(Status.fromThrowable(e))
                    .extracting(Status::getCode, Status::getDescription)
                    .containsExactly(Status.Code.INVALID_ARGUMENT, "the call has no message"));
    assertThat(stream(1).get().getLive()).isTrue();
  }

  @Test
  void aSecondMessageIsNotAnswered() throws Exception {
    assertThat(stream(1_000).get().getLive()).isTrue();
    assertThat(stream(1).get().getLive()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/grpc-web",
        "application/grpc-web+proto",
        "application/grpc-web-text",
        "application/grpc-web-text+proto"
      })
  void otherWiresAreRefused(String contentType) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/grpc.health.v1.Health/Check".formatted(server.port())))
            .header("Content-Type", contentType)
            .POST(BodyPublishers.noBody())
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
        .isEqualTo(415);
  }
}
