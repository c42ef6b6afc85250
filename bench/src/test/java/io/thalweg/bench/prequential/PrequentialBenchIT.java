package io.thalweg.bench.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.Row;
import io.thalweg.ingestion.file.BadLineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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

  /**
   * Five groups of numbers side by side, of which another one begins after every fifth of the rows.
   */
  @Test
  void classesThatComeOneAfterTheOtherAreLearnedAsTheyCome() throws Exception {
    List<String> lines = new ArrayList<>(List.of("x,y"));
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 2 * ROWS; i++) {
      int label = random.nextInt(Math.max(2, 1 + 5 * i / (2 * ROWS)));
      lines.add(10 * label + random.nextInt(8) + "," + label);
    }
    Path csv = Files.write(directory.resolve("classes.csv"), lines);
    schema();
    String yaml =
        """
        name: p
        kafka: {bootstrap.servers: "localhost:1"}
        source: {topic: t, schema: s.avsc, id: id}
        label: {field: y}
        features: [{name: x, type: numeric}]
        model: {layers: [32], head: {type: multiclass, classes: 2, grow-to: 8}, seed: 1}
        training: {batch: 4, replay-per-fresh: 4, optimizer: {type: adam, learning-rate: 0.01}}
        replay: {capacity: 65536, retention: class-balanced}
        """;
    List<Row> rows = run(csv, null, pipeline(yaml));
    assertThat(value(rows, "accuracy")).isBetween(0.85, 1.0);
    List<Row> allThere = run(csv, null, pipeline(yaml.replace("classes: 2", "classes: 8")));
    assertThat(value(rows, "accuracy")).isGreaterThan(value(allThere, "accuracy") - 0.03);
    assertThatThrownBy(() -> run(csv, null, pipeline(yaml.replace("grow-to: 8", "grow-to: 4"))))
        .isInstanceOf(BadLineException.class)
        .hasMessageContaining("4");
  }

  @Test
  void setsOfLabelsStandInTheirCellsBetweenSemicolons() throws Exception {
    List<String> lines = new ArrayList<>(List.of("x,y"));
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < ROWS; i++) {
      int x = random.nextInt(100);
      lines.add(x + "," + (x > 66 ? "0;2" : x > 33 ? "2" : ""));
    }
    Path csv = Files.write(directory.resolve("sets.csv"), lines);
    Files.writeString(
        directory.resolve("s.avsc"),
        """
        {"type": "record", "name": "s", "fields": [{"name": "id", "type": "long"},
          {"name": "x", "type": "double"},
          {"name": "y", "type": {"type": "array", "items": "int"}}]}
        """);
    Path yaml =
        pipeline(
            """
            name: p
            kafka: {bootstrap.servers: "localhost:1"}
            source: {topic: t, schema: s.avsc, id: id}
            label: {field: y}
            features: [{name: x, type: numeric}]
            model: {layers: [16], head: {type: multilabel, labels: 3}, seed: 1}
            training: {batch: 1, replay-per-fresh: 2, optimizer: {type: adam, learning-rate: 0.01}}
            replay: {capacity: 65536, retention: class-balanced}
            """);
    List<Row> rows = run(csv, null, yaml);
    assertThat(rows)
        .extracting(Row::name)
        .containsExactly(
            "accuracy",
            "logloss",
            "baseline-no-change",
            "baseline-majority",
            "hamming-loss",
            "baseline-no-change-hamming-loss",
            "baseline-majority-hamming-loss",
            "f1-micro",
            "baseline-no-change-f1-micro",
            "events-per-s");
    assertThat(value(rows, "accuracy")).isBetween(0.75, 1.0);
    assertThat(value(rows, "baseline-majority")).isBetween(0.28, 0.38);
    assertThat(value(rows, "hamming-loss")).isLessThan(0.1);
    assertThat(value(rows, "baseline-majority-hamming-loss")).isBetween(0.19, 0.26);
    assertThat(value(rows, "f1-micro")).isGreaterThan(0.85);
    Files.write(csv, List.of("x,y", "1,0", "2,0;3"));
    assertThatThrownBy(() -> run(csv, null, yaml))
        .isInstanceOf(BadLineException.class)
        .hasMessage("sets.csv:3: y: label 3 is not from 0 to 2; correct the row");
  }

  @Test
  void aWarmStartAndReactionsToDriftCountAsInThePipeline() throws Exception {
    List<String> lines = new ArrayList<>(List.of("x,y"));
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < ROWS; i++) {
      int x = random.nextInt(100);
      lines.add(x + "," + ((x > 50) == (i < ROWS / 2) ? 1 : 0));
    }
    Path csv = Files.write(directory.resolve("flips.csv"), lines);
    schema();
    String header =
        """
        {"layers.0.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},\
        "layers.0.bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"""
            .strip();
    ByteBuffer weights =
        ByteBuffer.allocate(8 + header.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
    weights.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
    Files.write(directory.resolve("w.safetensors"), weights.putFloat(1).putFloat(-50.5f).array());
    String yaml =
        """
        name: p
        kafka: {bootstrap.servers: "localhost:1"}
        source: {topic: t, schema: s.avsc, id: id}
        label: {field: y}
        features: [{name: x, type: numeric, scaling: none}]
        model: {head: binary, warm-start: w.safetensors}
        training: {batch: 1, replay-per-fresh: 0, optimizer: {type: sgd, learning-rate: 1e-9}}
        """;
    List<Row> warm = run(file(x -> x > 50 ? 1 : 0), null, pipeline(yaml));
    assertThat(value(warm, "accuracy")).isEqualTo(1);
    String drift =
        """
        drift:
          detectors: [{type: adwin}]
          reactions: {learning-rate: {factor: 100, for-examples: 500}}
        """;
    List<Row> quicker = run(csv, null, pipeline(yaml.replace("1e-9", "1e-4") + drift));
    List<Row> asEver = run(csv, null, pipeline(yaml.replace("1e-9", "1e-4")));
    assertThat(value(quicker, "logloss")).isNotEqualTo(value(asEver, "logloss"));
  }

  @Test
  void aLabelThatIsAnInputIsRefused() throws Exception {
    schema();
    String yaml =
        """
        name: p
        kafka: {bootstrap.servers: "localhost:1"}
        source: {topic: t, schema: s.avsc, id: id, key: id}
        label: {field: id}
        features: [{name: now, type: history, field: y, lag: 0}]
        model: {head: binary}
        training: {optimizer: {type: sgd}}
        """;
    Path file = pipeline(yaml);
    assertThatThrownBy(() -> run(file(x -> x % 2), "y", file))
        .isInstanceOf(BenchException.class)
        .hasMessage(
            "--label y is an input of %s, too, of feature 'now'; say another column"
                .formatted(file));
    Path inline = pipeline(yaml.replace("label: {field: id}", "label: {field: y}"));
    assertThatThrownBy(() -> run(file(x -> x % 2), null, inline))
        .hasMessage(
            "p.yaml:4: label.field is 'y'; write a field that no feature reads; 'now' does");
    Path before = pipeline(Files.readString(inline).replace("lag: 0", "lag: 1"));
    assertThat(run(file(x -> x % 2), null, before)).isNotEmpty();
  }

  @Test
  void aFileInAnotherEncodingIsRefused() throws Exception {
    Path csv = directory.resolve("latin.csv");
    Files.write(csv, "x,y\n\u00e9,0\n\u00e8,1\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> run(csv, "y", null))
        .isInstanceOf(BenchException.class)
        .hasMessage(csv + " is no UTF-8; save it as UTF-8");
  }

  private void schema() throws IOException {
    Files.writeString(
        directory.resolve("s.avsc"),
        """
        {"type": "record", "name": "s", "fields": [{"name": "id", "type": "long"},
          {"name": "x", "type": "double"}, {"name": "y", "type": "int"}]}
        """);
  }

  @Test
  void aRowThatThePipelineRefusesIsNamed() throws Exception {
    Path csv = Files.writeString(directory.resolve("bad.csv"), "x,y\n1,0\n1,7\n");
    schema();
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
