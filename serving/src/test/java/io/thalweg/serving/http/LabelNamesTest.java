package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.ArtifactWriter;
import io.thalweg.model.artifact.Manifest.Parity;
import io.thalweg.model.artifact.Receipt;
import io.thalweg.model.feature.Standardization;
import io.thalweg.serving.TestModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which column of the answer is which label. */
@Timeout(30)
final class LabelNamesTest {
  private static final String BODY =
      """
      {"inputs":[{"name":"member","datatype":"BOOL","shape":[2],"data":[true,false]}]}""";

  @TempDir private Path directory;

  @Test
  void probabilitiesComeWithTheNamesOfTheirColumns() throws Exception {
    try (RunningServer server = new RunningServer(directory)) {
      serve(server, 1, new Head.Multilabel(List.of("sports", "world news")));

      JsonNode answer = server.client.post("/v2/models/clicks/infer", BODY).json();

      for (int i = 0; i < 2; i++) {
        JsonNode output = answer.path("outputs").path(i);
        assertThat(output.path("name").asText()).isEqualTo(i == 0 ? "probabilities" : "logits");
        assertThat(output.path("shape")).hasToString("[2,2]");
        assertThat(output.path("parameters")).hasToString("{\"labels\":\"sports,world news\"}");
      }
      JsonNode data = answer.at("/outputs/0/data");
      assertThat(data.get(0).floatValue()).isCloseTo(0.8807971f, within(1e-6f)); // of 2
      assertThat(data.get(1).floatValue()).isCloseTo(0.5f, within(1e-6f));
      assertThat(data.get(3).floatValue()).isCloseTo(0.7310586f, within(1e-6f)); // of 1
      JsonNode model = server.client.get("/v2/models/clicks").json();
      assertThat(model.at("/properties/labels").asText()).isEqualTo("sports,world news");
      assertThat(model.at("/outputs/0"))
          .hasToString("{\"name\":\"probabilities\",\"datatype\":\"FP32\",\"shape\":[-1,2]}");
    }
  }

  @Test
  void whatHasNoNamesIsAnsweredWithout() throws Exception {
    try (RunningServer server = new RunningServer(directory)) {
      serve(server, 1, new Head.Multilabel(2));
      JsonNode answer = server.client.post("/v2/models/clicks/infer", BODY).json();
      assertThat(answer.at("/outputs/0/data")).hasSize(4);
      assertThat(answer.at("/outputs/0").has("parameters")).isFalse();
      assertThat(server.client.get("/v2/models/clicks").json().path("properties").has("labels"))
          .isFalse();
    }
  }

  /** Logits: 2 and 0 of members, 0 and 1 of others. */
  private static void serve(RunningServer server, long version, Head head) throws Exception {
    ModelSpec spec = new ModelSpec(TestModel.NAME, TestModel.NARROW.features(), List.of(), head, 1);
    Parity parity = new Parity(List.of(List.of(1f)), List.of(List.of(0.8807971f, 0.5f)));
    server.serve(
        TestModel.announcement(
            version,
            ArtifactWriter.write(
                    server.store,
                    spec,
                    new float[] {2, -1, 0, 1},
                    new Standardization(spec.features()),
                    parity,
                    new Receipt(version, null, 0, version, 0, 0, Map.of(), List.of()))
                .manifestSha256()));
  }
}
