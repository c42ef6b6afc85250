package io.thalweg.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.cli.terminal.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventInputsTest {
  private static final String METADATA =
      """
      {"name": "m", "inputs": [
        {"name": "amount", "datatype": "FP64", "shape": [-1]},
        {"name": "country", "datatype": "BYTES", "shape": [-1]},
        {"name": "member", "datatype": "BOOL", "shape": [-1]},
        {"name": "position", "datatype": "FP32", "shape": [-1, 2]}]}
      """;

  private static JsonNode tree(String json) throws Exception {
    return new ObjectMapper().readTree(json);
  }

  private static EventInputs of(String event) throws Exception {
    return EventInputs.of(event, tree(METADATA));
  }

  @Test
  void fieldsBecomeInputsOfOneRowWithTheModelsDatatypes() throws Exception {
    EventInputs inputs =
        of("{\"Amount\": 12.5, \"country\": \"DE\", \"member\": true, \"position\": [1, null]}");
    assertThat((JsonNode) inputs.inputs())
        .isEqualTo(
            tree(
                """
                [{"name": "amount", "datatype": "FP64", "shape": [1], "data": [12.5]},
                 {"name": "country", "datatype": "BYTES", "shape": [1], "data": ["DE"]},
                 {"name": "member", "datatype": "BOOL", "shape": [1], "data": [true]},
                 {"name": "position", "datatype": "FP32", "shape": [1, 2], "data": [1, null]}]
                """));
    assertThat(inputs.unread()).isEmpty();
  }

  @Test
  void nullIsMissingAndOtherFieldsAreNamed() throws Exception {
    EventInputs inputs = of("{\"id\": 7, \"amount\": 1, \"country\": null, \"time\": 9}");
    assertThat(inputs.inputs()).hasSize(1);
    assertThat(inputs.unread()).containsExactly("id", "time");
  }

  @Test
  void anEventWithoutAnyInputIsAMistake() {
    assertThatThrownBy(() -> of("{\"amuont\": 1}"))
        .isInstanceOf(CommandException.class)
        .hasMessage(
            "--event has no value of an input of m; give some of [amount, country, member,"
                + " position]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "amount=1", "[1]", "{\"amount\": 1", "{\"amount\": 1} x"})
  void whatIsNoObjectIsAMistake(String event) {
    assertThatThrownBy(() -> of(event))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("--event is no JSON object; write --event '{");
  }
}
