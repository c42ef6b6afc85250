package io.thalweg.cli.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.Outcome;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says of events, beside what is worked out here. */
final class FeaturesShowTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "E", "fields": [
        {"name": "id", "type": "string"},
        {"name": "user", "type": "string"},
        {"name": "price", "type": ["null", "double"]},
        {"name": "colour", "type": ["null", "string"]},
        {"name": "shop", "type": ["null", "string"]},
        {"name": "member", "type": ["null", "boolean"]},
        {"name": "place", "type": {"type": "array", "items": "double"}},
        {"name": "bought", "type": "int"}]}
      """;
  private static final String PIPELINE =
      """
      name: shop
      kafka: {bootstrap.servers: "127.0.0.1:1"}
      state: state
      source: {topic: t, schema: e.avsc, id: id, key: user}
      label: {field: bought}
      features:
        - {name: price, type: numeric, transform: log1p, min: 0, max: 100}
        - {name: colour, type: categorical, buckets: 8}
        - {name: shop, type: categorical, buckets: 50, embedding: 4}
        - {name: member, type: flag}
        - {name: place, type: vector, size: 2}
        - {name: price_before, type: history, field: price}
        - {name: bought_before, type: history, of: label}
      model: {layers: [8], head: binary}
      training: {optimizer: {type: adam}}
      """;
  private static final String EVENT =
      """
      {"id": "e1", "user": "u", "price": 3, "colour": "red", "shop": "corner", "member": true,\
       "place": [1.5, -2], "bought": 1}""";

  @TempDir private Path directory;
  private Path pipeline;

  @BeforeEach
  void writeThePipeline() throws IOException {
    Files.writeString(directory.resolve("e.avsc"), SCHEMA);
    pipeline = Files.writeString(directory.resolve("p.yaml"), PIPELINE);
  }

  @Test
  void everyFeatureComesWithItsValueItsSlotsAndItsColumns() {
    int red = bucket("red", 8);
    int corner = bucket("corner", 50);
    assertThat(show("--event", EVENT))
        .contains("--event:1: id e1, at 20", ", label 1.0")
        .contains("  price: 3.0 -> slot 0: 1.3862944 -> column 0: 1.3862944")
        .contains(
            "  colour: 'red' -> slot 1: bucket %d of 8 -> column %d is 1, the others of columns 1-8 0"
                .formatted(red, 1 + red))
        .contains(
            "  shop: 'corner' -> slot 2: bucket %d of 50 -> column 9: row %d of the table of 51 times 4"
                .formatted(corner, corner + 1))
        .contains("  member: true -> slot 3: 1.0 -> column 10: 1.0")
        .contains("  place: [1.5, -2.0] -> slots 4-5: 1.5, -2.0 -> columns 11-12: 1.5, -2.0")
        .contains("  price_before: 3.0 -> slot 6: missing -> column 13: missing")
        .contains("  bought_before: slot 7: missing -> column 14: missing");
  }

  @Test
  void missingValuesSayWhatStandsForThem() {
    assertThat(
            show("--event", "{\"id\": \"e1\", \"user\": \"u\", \"place\": [0, 0], \"bought\": 0}"))
        .contains("  price: missing -> slot 0: missing -> column 0: missing")
        .contains("  colour: missing -> slot 1: missing -> columns 1-8 all 0")
        .contains(
            "  shop: missing -> slot 2: missing -> column 9: row 0 of the table of 51 times 4,"
                + " which stands for missing")
        .contains("  member: missing -> slot 3: missing -> column 10: missing");
  }

  @Test
  void historiesAreMadeOfTheEventsBefore() throws IOException {
    Path lines =
        Files.writeString(
            directory.resolve("e.jsonl"),
            EVENT
                + "\n"
                + EVENT.replace("e1", "e2").replace("\"price\": 3", "\"price\": 7")
                + "\n"
                + EVENT.replace("e1", "e3").replace("\"user\": \"u\"", "\"user\": \"v\"")
                + "\n");
    String[] events = show("--file", lines, "--first", 3).split("(?m)^e\\.jsonl:", -1);
    assertThat(events[2])
        .contains("  price_before: 7.0 -> slot 6: 3.0 -> column 13: 3.0")
        .contains("  bought_before: slot 7: 1.0 -> column 14: 1.0");
    assertThat(events[3]).contains("  price_before: 3.0 -> slot 6: missing -> column 13: missing");
    assertThat(show("--file", lines, "--first", 1)).contains("id e1").doesNotContain("id e2");
  }

  @Test
  void aBadEventComesWithTheLearnersReasonAndWhatWasReadOfIt() {
    assertThat(show("--event", EVENT.replace("\"price\": 3", "\"price\": 300")))
        .contains("  refused: price: 300.0 is outside [0.0, 100.0]")
        .contains("  price: 300.0", "  colour: not read");
    assertThat(show("--event", EVENT.replace("[1.5, -2]", "[1.5]")))
        .contains("  refused: place: 1 numbers, want 2")
        .contains("  colour: 'red'");
    assertThat(show("--event", EVENT.replace("\"bought\": 1", "\"bought\": 2")))
        .contains("  refused: bought: label 2.0 is not a class from 0 to 1");
    assertMistake("--event:1: field 'id' is missing; mend --event", "--event", "{\"user\": \"u\"}");
    Outcome broken = run("--event", "{\"user\": ");
    assertThat(broken.exitCode()).isEqualTo(2);
    assertThat(broken.err())
        .startsWith("thalweg: --event:1: Unexpected end-of-input")
        .endsWith("; mend --event\n")
        .doesNotContain("Source");
  }

  @Test
  void aRefusedEventBecomesPartOfNoHistory() {
    assertThat(show("--event", EVENT.replace("\"price\": 3", "\"price\": 300")))
        .contains("  refused: price: 300.0 is outside [0.0, 100.0]")
        .doesNotContain("price_before");
  }

  @Test
  void theSecondLineOfNumbersIsTheVersionsStandardizedInput() throws Exception {
    float[] mean = new float[15];
    float[] scale = new float[15];
    Arrays.fill(scale, 1);
    mean[0] = 1;
    scale[0] = 0.5f;
    mean[13] = 40;
    EventShow show =
        new EventShow(
            PipelineFile.read(pipeline).source(),
            PipelineFile.read(pipeline),
            Optional.of(new ColumnScaling(42, mean, scale)));
    RawEvent event =
        RawEvents.ofJson(PipelineFile.read(pipeline).source(), EVENT, Clock.systemUTC()).get(0);
    List<String> lines = show.lines(event);
    assertThat(lines).contains("  standardized as version 42 does it");
    assertThat(below(lines, "price"))
        .isEqualTo("    standardized: " + ((float) Math.log1p(3) - 1) * 0.5f);
    assertThat(below(lines, "price_before")).as("missing").isEqualTo("    standardized: 0.0");
    assertThat(below(lines, "place")).isEqualTo("    standardized: 1.5, -2.0");
  }

  private static String below(List<String> lines, String feature) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("  " + feature + ":")) {
        return lines.get(i + 1);
      }
    }
    throw new AssertionError("no " + feature + " in " + lines);
  }

  @Test
  void whatCantBeShownIsSaidInOneLine() {
    Path none = directory.resolve("none.jsonl");
    assertMistake("there is no readable file " + none + "; check the path", "--file", none);
    assertMistake("--first must be above 0; say --first 5", "--event", EVENT, "--first", 0);
    assertMistake(
        "--store says where a version is; say --model-version too",
        "--event",
        EVENT,
        "--store",
        directory);
    assertMistake(
        "no version of model 'shop' is in " + directory + "; say where the store is with --store",
        "--event",
        EVENT,
        "--model-version",
        3,
        "--store",
        directory);
    assertMistake(
        "--event is empty; write --event '{\"id\": \"e1\", \"amount\": 12.5}'", "--event", " ");
  }

  private void assertMistake(String message, Object... arguments) {
    Outcome outcome = run(arguments);
    assertThat(outcome.err()).isEqualTo("thalweg: %s%n".formatted(message));
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  private String show(Object... arguments) {
    Outcome outcome = run(arguments);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome.out();
  }

  private Outcome run(Object... arguments) {
    Object[] all = new Object[3 + arguments.length];
    all[0] = "features";
    all[1] = "show";
    all[2] = pipeline;
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return Outcome.of(all);
  }

  private static int bucket(String value, int buckets) {
    RowEncoder encoder =
        new RowEncoder(new FeatureSpec(List.of(new Feature.Categorical("c", "c", buckets))));
    ByteBuffer row = encoder.layout().newRow();
    encoder.category(row, 0, value);
    return row.getInt(RowLayout.slotOffset(0, 0));
  }
}
