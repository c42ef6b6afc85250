package io.thalweg.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class ExplanationTextTest {
  private static JsonNode tree(String json) throws Exception {
    return new ObjectMapper().readTree(json);
  }

  private static JsonNode explanation(String more) throws Exception {
    return tree(
        """
        {"model_name": "fraud", "model_version": "23", "method": "permutation",
         "output": {"name": "probability", "scale": "probability", "column": 0},
         "base_value": 0.25, "prediction": 0.65, "evaluations": 16001, %s
         "features": [{"name": "hour", "value": -0.1, "standard_error": 0.00212},
                      {"name": "amount", "value": 0.4, "standard_error": 0.012},
                      {"name": "country", "value": 0.1, "standard_error": 0},
                      {"name": "seen", "value": 0, "standard_error": 0}],
         "background": {"source": "traffic", "rows": 128}}
        """
            .formatted(more));
  }

  @Test
  void theLargestComesFirstAndBarsGoBothWays() throws Exception {
    assertThat(String.join("\n", ExplanationText.ofRow(explanation(""), 20)))
        .isEqualTo(
            """
            fraud version 23: probability[0] 0.6500; over the background it is 0.2500
              amount      +0.4000 +- 0.012                     |################
              hour        -0.1000 +- 0.0021                ####|
              country     +0.1000 +- 0.0                       |####
              seen         +0.000 +- 0.0                       |
            Shapley values (permutation), 16001 evaluations against 128 rows of recent traffic; \
            they add up to the difference""");
  }

  @Test
  void whatIsNotShownIsSummed() throws Exception {
    assertThat(ExplanationText.ofRow(explanation(""), 1))
        .hasSize(4)
        .contains("  and 3 others, +0.000 in all");
    assertThat(ExplanationText.ofRow(explanation(""), 2))
        .contains("  and 2 others, +0.1000 in all");
  }

  @Test
  void aFitSaysHowGoodItIs() throws Exception {
    assertThat(ExplanationText.ofRow(explanation("\"fidelity\": 0.8714,"), 20))
        .startsWith("fraud version 23: probability[0] 0.6500; the fit's intercept is 0.2500")
        .endsWith(
            "LIME: weights of a linear fit to 16001 evaluations against 128 rows of recent traffic,"
                + " which explains 87.1% of the variance");
  }

  @Test
  void importanceSaysOverHowManyRows() throws Exception {
    JsonNode importance =
        tree(
            """
            {"model_name": "fraud", "model_version": "23", "method": "exact", "rows": 32,
             "output": {"name": "probabilities", "scale": "probability"}, "evaluations": 900,
             "features": [{"name": "a", "value": 0.5, "standard_error": 0.25}],
             "background": {"source": "parity", "rows": 4}}
            """);
    assertThat(ExplanationText.ofModel(importance, 20))
        .containsExactly(
            "fraud version 23: mean size of Shapley values of probabilities over 32 rows",
            "  a      0.5000 +- 0.25                      |################",
            "Shapley values (exact), 900 evaluations against 4 rows of the version's manifest");
  }
}
