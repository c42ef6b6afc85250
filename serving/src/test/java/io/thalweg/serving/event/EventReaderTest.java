package io.thalweg.serving.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventReaderTest {
  private static final int AMOUNT = 0;
  private static final int LOG_AMOUNT = 1;
  private static final int COUNTRY = 2;
  private static final int MEMBER = 3;
  private static final int POSITION = 4;
  private static final int MEAN = 5;
  private static final int LAST_THREE = 6;
  private static final int SHADOWED = 7;
  private static final FeatureSpec SPEC =
      new FeatureSpec(
          List.of(
              new Feature.Numeric(
                  "amount", "order.amount", Transform.NONE, Scaling.STANDARDIZE, 0, 1000),
              new Feature.Numeric(
                  "log_amount", "order.amount", Transform.LOG1P, Scaling.STANDARDIZE, 0, 1000),
              new Feature.Categorical("country", "order.buyer.country", 16),
              new Feature.Flag("member", "member"),
              new Feature.Vector("position", "position", 2, Scaling.NONE),
              history("mean_price", "price", History.Aggregate.MEAN, 48),
              history("prices", "price", History.Aggregate.SEQUENCE, 3),
              history("price", "price", History.Aggregate.LAST, 1)));
  private static final RowEncoder ENCODER = new RowEncoder(SPEC);
  private static final EventReader READER = new EventReader(SPEC, ENCODER);

  private static Feature history(String name, String field, History.Aggregate aggregate, int over) {
    return new History(name, History.Of.FIELD, field, aggregate, over, 1, Scaling.NONE);
  }

  /** Puts the values of a row that is expected. */
  private interface Values {
    void put(ByteBuffer row) throws BadValueException;
  }

  @Test
  void fieldsBecomeTheRowThatTheLearnerWouldMakeOfTheRecord() throws BadValueException {
    ByteBuffer row =
        read(
            """
            {"order": {"amount": 12.5, "buyer": {"country": "DE", "age": 40}, "lines": [{}]},
             "member": true, "position": [0.5, -1], "comment": "é", "mean_price": 3,
             "prices": [1, null, 2]}\
            """);

    assertThat(row)
        .isEqualTo(
            expected(
                r -> {
                  ENCODER.numeric(r, AMOUNT, 12.5);
                  ENCODER.numeric(r, LOG_AMOUNT, 12.5);
                  ENCODER.category(r, COUNTRY, "DE");
                  ENCODER.flag(r, MEMBER, true);
                  ENCODER.element(r, POSITION, 0, 0.5);
                  ENCODER.element(r, POSITION, 1, -1);
                  ENCODER.history(r, MEAN, 3);
                  ENCODER.step(r, LAST_THREE, 0, 1);
                  ENCODER.step(r, LAST_THREE, 2, 2);
                }));
  }

  @Test
  void whatIsNullOrNotThereIsMissing() throws BadValueException {
    assertThat(read("{\"member\": false, \"order\": null, \"position\": null}"))
        .isEqualTo(expected(r -> ENCODER.flag(r, MEMBER, false)));
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "true, true", "false, false", "\"7\", 7", "-12345678901, -12345678901"})
  void aCategoryMayBeANumberOrABoolean(String json, String text) throws BadValueException {
    assertThat(read("{\"order\": {\"buyer\": {\"country\": %s}}}".formatted(json)))
        .isEqualTo(expected(r -> ENCODER.category(r, COUNTRY, text)));
  }

  @Test
  void aFieldIsNotTakenForTheHistoryThatBearsItsName() throws BadValueException {
    assertThat(read("{\"member\": true, \"price\": 9}"))
        .isEqualTo(expected(r -> ENCODER.flag(r, MEMBER, true)))
        .isNotEqualTo(
            expected(
                r -> {
                  ENCODER.flag(r, MEMBER, true);
                  ENCODER.history(r, SHADOWED, 9);
                }));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"order\": {\"amount\": \"12\"}}      | order.amount: want a number, found \"12\"",
        "{\"order\": {\"amount\": true}}        | order.amount: want a number, found true",
        "{\"order\": {\"amount\": [1]}}         | order.amount: want a number, found an array",
        "{\"order\": {\"amount\": {\"x\": 1}}}  | order.amount: want a number, found an object",
        "{\"order\": {\"amount\": 1001}}        | order.amount: 1001.0 is outside [0.0, 1000.0]",
        "{\"order\": 3}                         | order: want a record, found 3",
        "{\"member\": 1}                        | member: want true or false, found 1",
        "{\"order\": {\"buyer\": {\"country\": 1.5}}} | order.buyer.country: want a string, a whole"
            + " number or a boolean, found 1.5",
        "{\"position\": [1]}                    | position: 1 numbers, want 2",
        "{\"position\": [1, 2, 3]}              | position: 3 numbers, want 2",
        "{\"position\": [1, \"2\"]}             | position[1]: want a number, found \"2\"",
        "{\"position\": 1}                      | position: want an array of 2 numbers, found 1",
        "{\"prices\": [1, 2]}                   | prices: 2 numbers, want 3",
        "{\"mean_price\": \"x\"}                | mean_price: want a number or a boolean, found"
            + " \"x\"",
        "{\"comment\": \"only\"}                | the event has none of the fields that the model"
            + " reads, such as [order.amount, order.buyer.country, member, position, price]",
        "{}                                     | the event has none of the fields that the model"
            + " reads, such as [order.amount, order.buyer.country, member, position, price]",
        "[1]                                    | the event is not a JSON object",
        "{\"member\": true} {}                  | the event goes on after its JSON object"
      })
  void whatIsNoEventOfTheModelIsRefusedWithThePlace(String json, String line) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(BadValueException.class).hasMessage(line);
  }

  @Test
  void aFieldThatOnlyHistoriesLookBackAtIsOneOfTheModels() throws BadValueException {
    for (String value : List.of("9", "{\"x\": [1]}", "[1, [2]]", "null")) {
      assertThat(read("{\"price\": %s, \"comment\": 1}".formatted(value)))
          .isEqualTo(expected(r -> {}));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"member\": tru}", "{\"order\": {\"amount\": NaN}}"})
  void whatIsNoJsonIsRefused(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(BadValueException.class)
        .hasMessageStartingWith("the event is not ");
  }

  @Test
  void nestingHasALimit() {
    String deep = "{\"x\":".repeat(40) + "1" + "}".repeat(40);

    assertThatThrownBy(() -> read(deep))
        .isInstanceOf(BadValueException.class)
        .hasMessageContaining("nesting depth");
  }

  private static ByteBuffer read(String json) throws BadValueException {
    ByteBuffer row = ENCODER.layout().newRow();
    ENCODER.clear(row);
    if (READER.read(json.getBytes(StandardCharsets.UTF_8), row) == 0) {
      throw READER.foreign();
    }
    return row;
  }

  private static ByteBuffer expected(Values values) throws BadValueException {
    ByteBuffer row = ENCODER.layout().newRow();
    ENCODER.clear(row);
    values.put(row);
    return row;
  }
}
