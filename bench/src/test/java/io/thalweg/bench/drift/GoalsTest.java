package io.thalweg.bench.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.bench.Row;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GoalsTest {
  @ParameterizedTest
  @CsvSource({
    "sea-abrupt,    790, 800, true", // a point less
    "sea-abrupt,    789, 800, false",
    "rbf-moving,    790, 800, true",
    "rbf-recurring, 800, 800, false",
    "rbf-recurring, 801, 800, true"
  })
  void aPointLessThanTheForestDoesButNotWhereConceptsComeBack(
      String name, int ours, int theirs, boolean holds) {
    DriftingStream stream =
        DriftingStream.all(9_000).stream()
            .filter(s -> s.name().equals(name))
            .findFirst()
            .orElseThrow();
    Row row = DriftBench.accuracy(stream, hits(ours), Optional.of(hits(theirs)));
    assertThat(row.acceptable()).isEqualTo(holds);
    assertThat(DriftBench.accuracy(stream, hits(ours), Optional.empty()).acceptable()).isTrue();
  }

  private static Hits hits(int right) {
    Hits hits = new Hits();
    for (int i = 0; i < 1_000; i++) {
      hits.add(i < right);
    }
    return hits;
  }
}
