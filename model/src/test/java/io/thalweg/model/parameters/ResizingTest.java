package io.thalweg.model.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ResizingTest {
  private static final ParameterLayout NARROW =
      ParameterLayout.builder().add("w", 2, 2).add("b", 2).add("c", 2, 1, 2).build();
  private static final ParameterLayout WIDE =
      ParameterLayout.builder().add("b", 3).add("w", 2, 3).add("c", 2, 2, 2).add("d", 1).build();

  @Test
  void whatBothShapesHaveKeepsItsIndicesAndTheRestStays() {
    float[] narrow = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    float[] wide = new float[WIDE.length()];
    Resizing.copy(narrow, NARROW, wide, WIDE);
    assertThat(wide).containsExactly(5, 6, 0, 1, 2, 0, 3, 4, 0, 7, 8, 0, 0, 9, 10, 0, 0, 0);
    assertThat(Resizing.cut(wide, WIDE, NARROW)).containsExactly(narrow);
  }

  @Test
  void aTensorOfOtherDimensionsIsRefused() {
    ParameterLayout flat = ParameterLayout.builder().add("w", 4).build();
    assertThatThrownBy(() -> Resizing.cut(new float[4], flat, NARROW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("w: shapes [4] and [2, 2]");
  }
}
