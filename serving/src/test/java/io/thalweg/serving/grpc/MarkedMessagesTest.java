package io.thalweg.serving.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.oip.ModelReadyRequest;
import io.thalweg.oip.ModelReadyResponse;
import io.thalweg.serving.http.RunningServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The byte before each message, as no client of gRPC would send it. */
@Timeout(30)
final class MarkedMessagesTest {
  /** Of google.rpc.Code. */
  private static final String INTERNAL = "13";

  @Test
  void aMessageThatIsCompressedInNoWayIsRefusedAndTheConnectionGoesOn(@TempDir Path directory)
      throws Exception {
    Vertx vertx = Vertx.vertx();
    // Vert.x closes a client that nobody refers to any more.
    HttpClientAgent client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    try (RunningServer server = new RunningServer(directory)) {
      server.serve(7);
      HttpClientConnection connection =
          await(
              client.connect(new HttpConnectOptions().setHost("127.0.0.1").setPort(server.port())));

      HttpClientResponse refused = ready(connection, 1);
      assertThat(refused.getHeader("grpc-status")).isEqualTo(INTERNAL);
      assertThat(refused.getHeader("grpc-message"))
          .isEqualTo(
              "the%20message%20is%20marked%20as%20compressed%2C%20but%20no%20grpc-encoding%20is");

      HttpClientResponse answered = ready(connection, 0);
      Buffer body = await(answered.body());
      assertThat(answered.trailers().get("grpc-status")).isEqualTo("0");
      assertThat(ModelReadyResponse.parseFrom(body.getBytes(5, body.length())).getReady()).isTrue();
      assertThat(server.recorder.inFlightCount()).isZero();
    } finally {
      await(client.close());
      await(vertx.close());
    }
  }

  private static HttpClientResponse ready(HttpClientConnection connection, int mark)
      throws Exception {
    byte[] message = ModelReadyRequest.newBuilder().setName("clicks").build().toByteArray();
    return await(
        connection
            .request(
                new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setURI("/inference.GRPCInferenceService/ModelReady")
                    .putHeader("content-type", "application/grpc")
                    .putHeader("te", "trailers"))
            .compose(
                request ->
                    request.send(
                        Buffer.buffer()
                            .appendByte((byte) mark)
                            .appendInt(message.length)
                            .appendBytes(message)))
            .compose(response -> response.body().map(response)));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
