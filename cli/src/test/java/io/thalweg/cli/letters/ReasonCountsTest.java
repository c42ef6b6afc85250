package io.thalweg.cli.letters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReasonCountsTest {
  private final ReasonCounts counts = new ReasonCounts();

  @Test
  void reasonsThatDifferInValuesAreOneKindAndTheMostFrequentComesFirst() {
    counts.add("x1: is missing");
    counts.add("x2: 1.5e-7 is above 3");
    counts.add("x2: -12 is above 3");
    counts.add("colour: 'red' is no number");
    counts.add("colour: 'a 7' is no number");
    counts.add("colour: '' is no number");
    assertThat(counts.lines())
        .containsExactly(
            "       3  colour: '...' is no number",
            "       2  x2: N is above N",
            "       1  x1: is missing");
  }

  @Test
  void kindsBeyondAThousandAreCountedTogether() {
    for (int i = 0; i < 2000; i++) {
      counts.add("f" + i + ": is missing");
    }
    counts.add("f0: is missing");
    assertThat(counts.lines())
        .hasSize(1001)
        .startsWith("    1000  other reasons", "       2  f0: is missing");
  }
}
