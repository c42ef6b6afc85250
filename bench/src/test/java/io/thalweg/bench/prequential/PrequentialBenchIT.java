package io.thalweg.bench.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.bench.Row;
import io.thalweg.ingestion.file.BadLineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs over small files, with the engine that learns in a pipeline. */
class PrequentialBenchIT {
  private static final int ROWS = 1500;

  @TempDir private Path directory;

  @Test
  void whatCanBeLearnedIsLearnedAndEveryRowIsInTheReport() throws Exception {
    Path csv = file(x -> x > 50 ? 1 : 0);
    List<Row> rows = run(csv, "y", null);
    assertThat(rows)
        .extracting(Row::name)
        .containsExactly(
            "accuracy",
            "logloss",
            "kappa",
            "kappa-temporal",
            "baseline-no-change",
            "baseline-majority",
            "events-per-s");
    assertThat(value(rows, "accuracy")).isBetween(0.9, 1.0);
    assertThat(value(rows, "kappa")).isBetween(0.8, 1.0);
  }

  /** Each row's x tells its label to whoever has seen the row: nobody has when it is predicted. */
  @Test
  void aLabelThatOnlyTheRowItselfTellsIsNotKnownBeforehand() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    List<Row> rows = run(file(x -> random.nextInt(2)), "y", null);
    assertThat(value(rows, "accuracy")).isBetween(0.44, 0.56);
    assertThat(value(rows, "kappa")).isBetween(-0.1, 0.1);
  }

  @Test
  void aPipelineWithHistoriesSeesTheLabelsBefore() throws Exception {
    List<String> lines = new ArrayList<>(List.of("x,y"));
    SplittableRandom random = new SplittableRandom(3);
    int[] last = {0, 1};
    for (int i = 0; i < ROWS; i++) {
      int next = random.nextInt(20) == 0 ? random.nextInt(2) : last[0]; // the label two rows before
      lines.add(random.nextInt(100) + "," + next);
      last[0] = last[1];
      last[1] = next;
    }
    Path csv = Files.write(directory.resolve("labels.csv"), lines);
    Files.writeString(
        directory.resolve("s.avsc"),
        """
        {"type": "record", "name": "s", "fields": [{"name": "id", "type": "long"},
          {"name": "x", "type": "double"}, {"name": "y", "type": "int"},
          {"name": "key", "type": "string", "default": "one"}]}
        """);
    String yaml =
        """
        name: p
        kafka: {bootstrap.servers: "localhost:1"}
        source: {topic: t, schema: s.avsc, id: id, key: key}
        label: {field: y}
        features:
          - {name: x, type: numeric}
          - {name: two_before, type: history, of: label, lag: LAG}
        model: {layers: [8], head: binary, seed: 1}
        training: {batch: 1, replay-per-fresh: 2, optimizer: {type: adam, learning-rate: 0.01}}
        replay: {capacity: 65536, retention: window}
        """;
    List<Row> rows = run(csv, null, pipeline(yaml.replace("LAG", "2")));
    assertThat(value(rows, "accuracy")).isBetween(0.9, 1.0);
    assertThat(value(rows, "kappa-temporal")).isGreaterThan(0.7);
    List<Row> far = run(csv, null, pipeline(yaml.replace("LAG", "500")));
    assertThat(value(far, "accuracy")).isLessThan(0.8);
    assertThat(value(run(csv, null, pipeline(yaml.replace("LAG", "2"))), "logloss"))
        .as("again, to the bit")
        .isEqualTo(value(rows, "logloss"));
  }

  @Test
  void aRowThatThePipelineRefusesIsNamed() throws Exception {
    Path csv = Files.writeString(directory.resolve("bad.csv"), "x,y\n1,0\n1,7\n");
    Files.writeString(
        directory.resolve("s.avsc"),
        """
        {"type": "record", "name": "s", "fields": [{"name": "id", "type": "long"},
          {"name": "x", "type": "double"}, {"name": "y", "type": "int"}]}
        """);
    Path yaml =
        pipeline(
            """
            name: p
            kafka: {bootstrap.servers: "localhost:1"}
            source: {topic: t, schema: s.avsc, id: id}
            label: {field: y}
            features: [{name: x, type: numeric}]
            model: {head: binary}
            training: {optimizer: {type: sgd}}
            """);
    assertThatThrownBy(() -> run(csv, null, yaml))
        .isInstanceOf(BadLineException.class)
        .hasMessage("bad.csv:3: y: label 7.0 is not a class from 0 to 1; correct the row");
  }

  private List<Row> run(Path csv, @Nullable String label, @Nullable Path pipeline)
      throws IOException, BadLineException {
    return PrequentialBench.run(
        new PrequentialOptions(csv, label, pipeline, OptionalLong.empty()),
        directory.resolve("scratch"),
        (done, total, counts) -> {});
  }

  private Path file(IntUnaryOperator label) throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,y"));
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < ROWS; i++) {
      int x = random.nextInt(100);
      lines.add(x + "," + label.applyAsInt(x));
    }
    return Files.write(directory.resolve("f.csv"), lines);
  }

  private Path pipeline(String yaml) throws IOException {
    return Files.writeString(directory.resolve("p.yaml"), yaml);
  }

  private static double value(List<Row> rows, String name) {
    return rows.stream()
        .filter(row -> row.name().equals(name))
        .map(Row.Measured.class::cast)
        .findFirst()
        .orElseThrow()
        .value();
  }
}
