package io.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.Images.Window;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shapes that don't fit, over an input of twelve columns. */
class DeclarationsTest {
  private static final Images THREE_BY_FOUR = new Images(1, 3, 4);
  private static final WeightInit INIT = WeightInit.ofHead();

  private final Declarations on = new Declarations(12);

  private void assertRefused(ToIntFunction<Operations<Integer>> network, String message) {
    assertThatThrownBy(() -> network.applyAsInt(on))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"-1, 3", "3, 3", "4, 3", "3, 13", "12, 13"})
  void columnsAreSomeOfThoseThatThereAre(int from, int to) {
    assertRefused(
        o -> o.columns("c", o.input(), from, to),
        "c: columns %d to %d, want some of the 12".formatted(from, to));
    assertThat(on.columns("c", on.input(), 0, 12)).isEqualTo(12);
    assertThat(on.columns("c", on.input(), 11, 12)).isEqualTo(1);
  }

  @Test
  void somethingIsNeededToPutSideBySideAndTwoToMultiply() {
    assertRefused(o -> o.concat("c", List.of()), "c: of 0 values, want at least 1");
    assertRefused(o -> o.pairwiseDots("p", List.of()), "p: of 0 values, want at least 2");
    assertRefused(o -> o.pairwiseDots("p", List.of(12)), "p: of 1 values, want at least 2");
    assertRefused(
        o -> o.pairwiseDots("p", List.of(12, 11)), "p: 12 and 11 columns, want as many of both");
    assertThat(on.concat("c", List.of(12))).isEqualTo(12);
    assertThat(on.pairwiseDots("p", List.of(12, 12))).isEqualTo(1);
  }

  @Test
  void whatIsLookedUpStandsInOneColumn() {
    assertRefused(o -> o.lookup("e", 2, 9, 3, INIT), "e: ids of 2 columns, want 1");
    assertThat(on.lookup("e", 1, 9, 3, INIT)).isEqualTo(3);
  }

  @Test
  void aConvolutionSeesTheImagesThatItIsToldOf() {
    Window two = new Window(2, 1, 0);
    assertRefused(
        o -> o.convolution("k", 11, THREE_BY_FOUR, 5, two, INIT),
        "k: 11 columns, 1 channels of 3 x 4 have 12");
    assertRefused(
        o -> o.convolution("k", 12, THREE_BY_FOUR, 5, new Window(4, 1, 0), INIT),
        "k: a window of 4 x 4 doesn't fit an image of 3 x 4 with a padding of 0");
    assertThat(on.convolution("k", 12, THREE_BY_FOUR, 5, two, INIT)).isEqualTo(5 * 2 * 3);
  }

  @Test
  void aPoolSeesTheImagesThatItIsToldOfAndNothingAround() {
    assertRefused(
        o -> o.maxPool("m", 24, THREE_BY_FOUR, new Window(2, 1, 0)),
        "m: 24 columns, 1 channels of 3 x 4 have 12");
    assertRefused(
        o -> o.maxPool("m", 12, THREE_BY_FOUR, new Window(4, 4, 0)),
        "m: a window of 4 x 4 doesn't fit an image of 3 x 4 with a padding of 0");
    assertRefused(
        o -> o.maxPool("m", 12, THREE_BY_FOUR, new Window(2, 1, 1)),
        "m: a padding of 1, want none in a pool");
    assertThat(on.maxPool("m", 12, THREE_BY_FOUR, new Window(2, 1, 0))).isEqualTo(2 * 3);
  }

  @Test
  void stepsOfARecurrentUnitAreAllOfOneSizeAndSoAreTheirMarks() {
    assertRefused(
        o -> o.gru("g", 12, 12, 5, 7, INIT), "g: 12 columns, want as many in each of 5 steps");
    assertRefused(
        o -> o.gru("g", 12, 12, 0, 7, INIT), "g: 12 columns, want as many in each of 0 steps");
    assertRefused(
        o -> o.gru("g", 12, 6, 4, 7, INIT), "g: 6 columns, want as many in each of 4 steps");
    assertThat(on.gru("g", 12, 4, 4, 7, INIT)).isEqualTo(7);
  }
}
