package io.thalweg.serving.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.serving.explain.Attributions.Attribution;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class ExplanationJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode tree(String json) throws Exception {
    return JSON.readTree(json.replace('\'', '"'));
  }

  @Test
  void anExplanationHasAllThatItSays() throws Exception {
    Explanation e =
        new Explanation(
            "clicks",
            7,
            new OutputColumn("probabilities", 1, "sports", OutputColumn.Scale.PROBABILITY),
            new Attributions(
                Method.PERMUTATION,
                0.25,
                0.75,
                List.of(new Attribution("a", 0.75, 0.125), new Attribution("b", -0.25, 0)),
                12,
                900,
                OptionalDouble.empty()),
            BackgroundSource.PARITY);
    assertThat(JSON.readTree(ExplanationJson.of(e, "q1")))
        .isEqualTo(
            tree(
                """
                {'model_name': 'clicks', 'model_version': '7', 'id': 'q1', 'method': 'permutation',
                 'output': {'name': 'probabilities', 'scale': 'probability', 'column': 1,
                            'label': 'sports'},
                 'base_value': 0.25, 'prediction': 0.75,
                 'features': [{'name': 'a', 'value': 0.75, 'standard_error': 0.125},
                              {'name': 'b', 'value': -0.25, 'standard_error': 0.0}],
                 'background': {'source': 'parity', 'rows': 12}, 'evaluations': 900}
                """));
    Attributions fitted =
        new Attributions(Method.LIME, 0, 1, List.of(), 12, 900, OptionalDouble.of(0.5));
    OutputColumn value = new OutputColumn("value", 0, null, OutputColumn.Scale.VALUE);
    JsonNode lime =
        JSON.readTree(
            ExplanationJson.of(
                new Explanation("m", 1, value, fitted, BackgroundSource.TRAFFIC), null));
    assertThat(lime.get("fidelity").asDouble()).isEqualTo(0.5);
    assertThat(lime.has("id")).isFalse();
    assertThat(lime.get("output")).isEqualTo(tree("{'name':'value','scale':'value','column':0}"));
  }

  @Test
  void importanceHasAllThatItSays() throws Exception {
    Importance i =
        new Importance(
            "clicks",
            7,
            "probabilities",
            OutputColumn.Scale.PROBABILITY,
            null,
            Method.EXACT,
            List.of(new Importance.Feature("a", 0.5, 0.25)),
            32,
            128,
            BackgroundSource.TRAFFIC,
            9000);
    assertThat(JSON.readTree(ExplanationJson.of(i)))
        .isEqualTo(
            tree(
                """
                {'model_name': 'clicks', 'model_version': '7', 'method': 'exact',
                 'output': {'name': 'probabilities', 'scale': 'probability'}, 'rows': 32,
                 'features': [{'name': 'a', 'value': 0.5, 'standard_error': 0.25}],
                 'background': {'source': 'traffic', 'rows': 128}, 'evaluations': 9000}
                """));
  }
}
