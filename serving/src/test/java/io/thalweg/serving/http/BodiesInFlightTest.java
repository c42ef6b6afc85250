package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.oip.ModelInferRequest;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.LimitsConfig;
import io.thalweg.serving.grpc.GrpcClient;
import io.thalweg.serving.stats.ServingRecorder.Shed;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of many connections against what they may take together. */
@Timeout(20)
final class BodiesInFlightTest {
  private static final int LENGTH = 1_000;
  private static final String BODY =
      RawClient.INFER_BODY + " ".repeat(LENGTH - RawClient.INFER_BODY.length());

  private RunningServer server;

  @BeforeEach
  void serveVersionSeven(@TempDir Path directory) throws Exception {
    LimitsConfig limits =
        LimitsConfig.read(ConfigFile.parse("limits", "{body: 1KiB, bodies-in-flight: 1500}"));
    server =
        new RunningServer(
            directory,
            recorder -> Protection.of(new AccessGate(AccessConfig.open()), limits, null, recorder));
    server.serve(7);
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** A client that keeps all but a byte of a body in the server's memory. */
  private RawClient slow() throws IOException {
    RawClient slow = new RawClient(server.port());
    slow.send(RawClient.inferHeaders(LENGTH)).send(BODY.substring(1));
    awaitTaken(LENGTH - 1);
    return slow;
  }

  private void awaitTaken(long bytes) {
    await().until(() -> server.protection.bodies().takenBytes() == bytes);
  }

  private String infer() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      return client.send(RawClient.inferHeaders(LENGTH)).send(BODY).readAnswer();
    }
  }

  @Test
  void whatFindsNoRoomComesBackLater() throws IOException {
    try (RawClient slow = slow()) {
      assertThat(infer())
          .startsWith("HTTP/1.1 503 ")
          .contains("retry-after: 1\r\n", "connection: close\r\n")
          .endsWith(
              "{\"error\":\"the bodies of other requests take all of 1500 bytes, try again"
                  + " later\"}");
      assertThat(server.recorder.shedCount(Shed.OVERLOAD)).isEqualTo(1);
      slow.send(" ");
      assertThat(slow.readAnswer()).startsWith("HTTP/1.1 400 ");
      awaitTaken(0);
      assertThat(infer()).startsWith("HTTP/1.1 200 ");
    }
    awaitTaken(0);
  }

  @Test
  void aClientThatGoesAwayGivesItsRoomBack() throws IOException {
    try (RawClient slow = slow()) {
      assertThat(infer()).startsWith("HTTP/1.1 503 ");
    }
    awaitTaken(0);
    assertThat(infer()).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void messagesOfGrpcCountAlike() throws Exception {
    ModelInferRequest request =
        ModelInferRequest.newBuilder().setModelName("x".repeat(LENGTH)).build();
    try (GrpcClient client = new GrpcClient(server.port())) {
      try (RawClient slow = slow()) {
        assertStatus(client, request, Status.Code.UNAVAILABLE);
      }
      awaitTaken(0);
      assertStatus(client, request, Status.Code.INVALID_ARGUMENT);
    }
    awaitTaken(0);
  }

  private static void assertStatus(GrpcClient client, ModelInferRequest request, Status.Code code) {
    assertThatThrownBy(() -> client.infer(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
  }

  @Test
  void aBodyThatIsTooLargeLeavesNothingBehind() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send(RawClient.inferHeaders(4 * LENGTH)).send(BODY.repeat(4));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 413 ");
    }
    awaitTaken(0);
  }
}
