package io.thalweg.bench.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.Context;
import io.thalweg.bench.Row;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    for (String stream : List.of("rbf-recurring", "agrawal-recurring")) {
      assertThat(values).containsKey(stream + "-recovery-with-experts");
      // Stretches of 500 rows are too short for a second expert, and the first is the network.
      assertThat(values.get(stream + "-with-experts")).isEqualTo(values.get(stream));
    }
    assertThat(rows).allMatch(Row::acceptable);
    assertThat(rows.get(rows.size() - 1))
        .isEqualTo(
            Row.skipped(
                "forest",
                "no MOA; fetch it beside the project: ./mvnw -q -N -Pmoa dependency:copy@moa"));
    assertThat(said).hasSize(7 + 4 + 2).first().asString().startsWith("sea-abrupt: the learner 0.");
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

  @Test
  void aFileThatCannotBeReadOrLearnedIsAMistakeOfTheCaller() throws Exception {
    Files.writeString(
        directory.resolve("s.avsc"),
        """
        {"type": "record", "name": "s", "fields": [{"name": "id", "type": "long"},
          {"name": "x", "type": "double"}, {"name": "y", "type": "double"}]}
        """);
    Path pipeline =
        Files.writeString(
            directory.resolve("p.yaml"),
            """
            name: p
            kafka: {bootstrap.servers: "localhost:1"}
            source: {topic: t, schema: s.avsc, id: id}
            label: {field: y}
            features: [{name: x, type: numeric, scaling: none}]
            model: {head: regression}
            training: {optimizer: {type: sgd, learning-rate: 1}}
            """);
    Path latin = directory.resolve("latin.csv");
    Files.write(latin, "x,y\n\u00e9,0\n\u00e8,1\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Batches.run(context(1_000, new ArrayList<>()), latin, pipeline))
        .isInstanceOf(BenchException.class)
        .hasMessage(latin + " is no UTF-8; save it as UTF-8");
    Path wild = Files.writeString(directory.resolve("wild.csv"), "x,y\n" + "1e9,1\n".repeat(1_000));
    assertThatThrownBy(() -> Batches.run(context(1_000, new ArrayList<>()), wild, pipeline))
        .isInstanceOf(BenchException.class)
        .hasMessageMatching("wild.csv: the loss is (NaN|Infinity) at step \\d+ of sgd with .+");
  }

  private Context context(long rows, List<String> said) {
    return new Context(OptionalLong.of(rows), directory.resolve("bench"), said::add);
  }
}
