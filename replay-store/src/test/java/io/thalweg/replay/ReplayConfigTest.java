package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayConfigTest {

  @ParameterizedTest
  @CsvSource({
    "rowBytes,        0, 8, 10, 0, 1048576",
    "rowBytes, 16777217, 8, 10, 0, 1048576",
    "groups,         16, 0, 10, 0, 1048576",
    "groups,         16, 32769, 10, 0, 1048576",
    "capacityRows,   16, 8, 0, 0, 1048576",
    "capacityRows,   16, 1, 2147483648, 0, 1048576",
    "hotBytes,       16, 8, 10, -1, 1048576",
    "warmMemoryBytes,16, 8, 10, 0, 1048575",
  })
  void aValueOutsideItsRangeIsNamedWithTheRange(
      String name, int rowBytes, int groups, long capacity, long hotBytes, long warmMemoryBytes) {
    assertThatThrownBy(
            () ->
                new ReplayConfig(
                    rowBytes, groups, capacity, hotBytes, Retention.WINDOW, 0, warmMemoryBytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "replay configuration: " + name + "=-?\\d+ is outside \\d+ to \\d+; choose.*");
  }

  @ParameterizedTest
  @CsvSource({"1,1", "8,1", "9,2", "16,2", "17,3"})
  void capacityIsDividedOverEightGroupsAndRoundedUp(long capacityRows, int perGroup) {
    ReplayConfig config = new ReplayConfig(16, 8, capacityRows, 0, Retention.WINDOW, 0, 1 << 20);
    assertThat(config.capacityPerGroup()).isEqualTo(perGroup);
  }

  @Test
  void aRangeRunsForward() {
    assertThatThrownBy(() -> new GroupRange(3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("first=3, last=2");
    assertThatThrownBy(() -> new GroupRange(-1, 2)).isInstanceOf(IllegalArgumentException.class);
  }
}
