package io.thalweg.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.generate.Drift;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DriftTextTest {
  @Test
  void withoutAConceptTheNextOneComesAndAfterTheLastTheFirst() {
    assertThat(DriftText.plan(List.of("100", "200,50", "300", "400,0,1", "500"), 3).drifts())
        .containsExactly(
            new Drift(100, 0, 1),
            new Drift(200, 50, 2),
            new Drift(300, 0, 0),
            new Drift(400, 0, 1),
            new Drift(500, 0, 2));
    assertThat(DriftText.plan(List.of(), 3).drifts()).isEmpty();
  }

  @Test
  void recurringOnesGoRound() {
    assertThat(DriftText.every(100, 450, 3).drifts())
        .containsExactly(
            new Drift(100, 0, 1), new Drift(200, 0, 2), new Drift(300, 0, 0), new Drift(400, 0, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "soon      | --drift is 'soon'; write a row, its width and the concept after it",
        "-5        | --drift is '-5'; write a row",
        "5;5       | --drift 5 comes after one at row 5; say drifts in the order of their rows",
        "9;5       | --drift 5 comes after one at row 9",
        "5,0,3     | --drift 5,0,3 leads to concept 3; this stream has 0 to 2"
      })
  void whatIsNoDriftIsRefusedInOneLine(String drifts, String message) {
    assertThatThrownBy(() -> DriftText.plan(Arrays.asList(drifts.split(";")), 3))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith(message);
  }
}
