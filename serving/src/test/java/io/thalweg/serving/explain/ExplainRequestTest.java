package io.thalweg.serving.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.serving.protocol.RequestException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExplainRequestTest {
  @Test
  void everyParameterIsRead() {
    ExplainRequest expected = new ExplainRequest(Method.LIME, "logits", "2", 400, -7);
    assertThat(
            ExplainRequest.of(
                Map.of(
                    "method", "LIME", "output", "logits", "column", 2.0, "budget", 400.0, "seed",
                    -7.0)))
        .isEqualTo(expected);
    assertThat(
            ExplainRequest.of(
                Map.of(
                    "method", "lime", "output", "logits", "column", "2", "budget", "400", "seed",
                    "-7")))
        .isEqualTo(expected);
    assertThat(ExplainRequest.of(Map.of("column", "sports")).column()).isEqualTo("sports");
  }

  @Test
  void withoutParametersTheDefaultsHold() {
    assertThat(ExplainRequest.of(Map.of()))
        .isEqualTo(new ExplainRequest(Method.SHAPLEY, null, null, null, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "method  | shap | method 'shap' is unknown, want one of [shapley, linear, exact,"
            + " permutation, lime]",
        "budgett | 1    | parameter 'budgett' is unknown, explanations have [budget, column,"
            + " method, output, seed]",
        "budget  | 0    | parameter 'budget' is 0, want a whole number from 1 to 2147483647",
        "budget  | many | parameter 'budget' is many, want a whole number from 1 to 2147483647",
        "seed    | 1e3  | parameter 'seed' is 1e3, want a whole number from -9007199254740992 to"
            + " 9007199254740992"
      })
  void aMistakeIsNamed(String name, String value, String message) {
    assertThatThrownBy(() -> ExplainRequest.of(Map.of(name, value)))
        .isInstanceOf(RequestException.class)
        .hasMessage(message);
  }

  @Test
  void aValueOfTheWrongKindIsNamed() {
    assertThatThrownBy(() -> ExplainRequest.of(Map.of("budget", 1.5)))
        .hasMessage("parameter 'budget' is 1.5, want a whole number from 1 to 2147483647");
    assertThatThrownBy(() -> ExplainRequest.of(Map.of("output", true)))
        .hasMessage("parameter 'output': want a text, found true");
  }
}
