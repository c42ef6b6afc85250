package io.thalweg.bench.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.Context;
import io.thalweg.bench.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form, without the peer. */
class DriftBenchIT {
  @TempDir private Path directory;

  @Test
  void everyStreamIsLearnedAndWithoutThePeerThereIsNoGoal() throws Exception {
    List<String> said = new ArrayList<>();
    List<Row> rows = new DriftBench().run(context(4_500, said));
    Map<String, Double> values =
        rows.stream()
            .filter(Row.Measured.class::isInstance)
            .map(Row.Measured.class::cast)
            .collect(Collectors.toMap(Row.Measured::name, Row.Measured::value));
    // What always saying the commonest class gets is 0.55 to 0.67, of five classes 0.35, of ten
    // 0.1.
    assertThat(values.get("sea-abrupt")).isBetween(0.78, 0.9);
    assertThat(values.get("agrawal-abrupt")).isBetween(0.68, 1.0);
    assertThat(values.get("led-gradual")).isBetween(0.45, 0.74);
    assertThat(values.get("hyperplane-moving")).isBetween(0.8, 0.95);
    assertThat(values.get("rbf-moving")).isBetween(0.6, 0.95);
    assertThat(values.get("rbf-recurring")).isBetween(0.8, 0.99);
    assertThat(values.get("agrawal-recurring")).isBetween(0.65, 0.95);
    for (String stream :
        List.of("sea-abrupt", "agrawal-abrupt", "rbf-recurring", "agrawal-recurring")) {
      assertThat(values)
          .containsKeys(
              stream + "-without-reactions",
              stream + "-recovery",
              stream + "-recovery-without-reactions");
    }
    assertThat(rows).allMatch(Row::acceptable);
    assertThat(rows.get(rows.size() - 1))
        .isEqualTo(
            Row.skipped(
                "forest",
                "no MOA; fetch it beside the project: ./mvnw -q -N -Pmoa dependency:copy@moa"));
    assertThat(said).hasSize(7 + 4).first().asString().startsWith("sea-abrupt: the learner 0.");
  }

  @Test
  void tooFewRowsAreRefused() {
    assertThatThrownBy(() -> new DriftBench().run(context(4_499, new ArrayList<>())))
        .isInstanceOf(BenchException.class)
        .hasMessage("--rows is 4499; say 4500 or more");
  }

  @Test
  void aTableHasALineForEachWayToLearn() throws Exception {
    List<String> said = new ArrayList<>();
    assertThatThrownBy(() -> Batches.run(context(2_000, said), Path.of("x.csv"), null))
        .hasMessage("--csv and --pipeline belong together; say both or neither");
    assertThatThrownBy(() -> Batches.run(context(999, said), null, null))
        .hasMessage("--rows is 999; say 1000 or more");
  }

  private Context context(long rows, List<String> said) {
    return new Context(OptionalLong.of(rows), directory.resolve("bench"), said::add);
  }
}
