package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.serving.TestModel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an answer says of how much its version has learned. */
@Timeout(30)
final class TrainedThroughTest {
  private static final String BODY =
      """
      {"inputs":[{"name":"amount","datatype":"FP64","shape":[1],"data":[1]}]}""";

  @TempDir private Path directory;

  @Test
  void anAnswerNamesTheOffsetsWhereTheVersionKnowsThem() throws Exception {
    try (RunningServer server = new RunningServer(directory)) {
      server.serve(7);
      assertThat(infer(server).has("parameters")).isFalse();
      assertThat(preview(server).isMissingNode()).isTrue();
      server.serve(
          TestModel.preview(
              server.store, 8, Map.of("events", Map.of(10, 5L, 2, 4L), "a", Map.of(0, 9L))));
      JsonNode answer = infer(server);
      assertThat(answer.path("model_version").asText()).isEqualTo("8");
      assertThat(answer.at("/parameters/trained_through").asText())
          .isEqualTo("a/0:9,events/2:4,events/10:5");
      assertThat(preview(server).asText()).isEqualTo("true");
      server.serve(TestModel.preview(server.store, 9, Map.of()));
      assertThat(infer(server).has("parameters")).isFalse();
    }
  }

  private static JsonNode preview(RunningServer server) throws Exception {
    return server.client.get("/v2/models/clicks").json().at("/properties/preview");
  }

  private static JsonNode infer(RunningServer server) throws Exception {
    return server.client.post("/v2/models/clicks/infer", BODY).json();
  }
}
