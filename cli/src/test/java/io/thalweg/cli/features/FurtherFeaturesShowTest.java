package io.thalweg.cli.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.Outcome;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.feature.VocabularyFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says of arrays, texts, times, images, crosses and clipped numbers. */
final class FurtherFeaturesShowTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "E", "fields": [
        {"name": "id", "type": "string"},
        {"name": "price", "type": "double"},
        {"name": "a", "type": ["null", "string"]},
        {"name": "b", "type": ["null", "string"]},
        {"name": "tags", "type": ["null", {"type": "array", "items": "string"}]},
        {"name": "title", "type": ["null", "string"]},
        {"name": "at", "type": ["null", "long"]},
        {"name": "photo", "type": ["null", "bytes"]},
        {"name": "bought", "type": "int"}]}
      """;
  private static final String PIPELINE =
      """
      name: shop
      kafka: {bootstrap.servers: "127.0.0.1:1"}
      state: state
      source: {topic: t, schema: e.avsc, id: id}
      label: {field: bought}
      features:
        - {name: price, type: numeric, clip: [0, 100]}
        - {name: a, type: categorical, buckets: 4}
        - {name: b, type: categorical, buckets: 4}
        - {name: ab, type: cross, of: [a, b], buckets: 6}
        - {name: tags, type: multi-valued, buckets: 40, max: 3}
        - {name: title, type: text, buckets: 50, max: 3, embedding: 4}
        - {name: at, type: time, cycles: [hour-of-day]}
        - {name: photo, type: image, height: 1, width: 2}
      model: {layers: [8], head: binary}
      training: {optimizer: {type: adam}}
      """;

  @TempDir private Path directory;
  private Path pipeline;

  @BeforeEach
  void writeThePipeline() throws IOException {
    Files.writeString(directory.resolve("e.avsc"), SCHEMA);
    pipeline = Files.writeString(directory.resolve("p.yaml"), PIPELINE);
  }

  @Test
  void everyValueComesWithItsSlotsAndItsColumns() {
    int x = bucket("x", 40);
    int y = bucket("y", 40);
    int red = bucket("red", 50);
    int car = bucket("car", 50);
    assertThat(
            show(
                """
                {"id": "e1", "price": 300, "a": "u", "b": "v", "tags": ["x", "y", "x"],\
                 "title": "Red car!", "at": 21600000, "photo": "/wA=", "bought": 1}"""))
        .contains("  price: 300.0 -> slot 0: 100.0 -> column 0: 100.0")
        .containsPattern(
            "  ab: slots 3-4: hash [0-9a-f]{8}, hash [0-9a-f]{8}"
                + " -> column (9|1[0-4]) is 1, the others of columns 9-14 0")
        .contains(
            "  tags: [x, y, x] -> slots 5-7: 3 buckets %d, %d, %d -> columns 15-54: column %d is %s,"
                    .formatted(x, y, x, 15 + Math.min(x, y), x < y ? "2.0" : "1.0")
                + " column %d is %s, the others 0"
                    .formatted(15 + Math.max(x, y), x < y ? "1.0" : "2.0"))
        .contains(
            "  title: 'Red car!' -> slots 8-10: 2 buckets %d, %d -> columns 55-57: mean of rows %d, %d"
                    .formatted(red, car, red + 1, car + 1)
                + " of the table of 50 times 4")
        .contains("  at: 21600000 -> slot 11: 0.25 -> columns 58-59: 1.0, ")
        .contains("  photo: 2 bytes -> slots 12-13: the bytes -> columns 60-61: 1.0, 0.0");
  }

  @Test
  void missingValuesSayWhatStandsForThem() {
    assertThat(show("{\"id\": \"e1\", \"price\": -1, \"a\": \"u\", \"bought\": 0}"))
        .contains("  price: -1.0 -> slot 0: 0.0 -> column 0: 0.0")
        .containsPattern("  ab: slots 3-4: hash [0-9a-f]{8}, missing -> columns 9-14 all 0")
        .contains("  tags: missing -> slots 5-7: none -> columns 15-54 all 0")
        .contains("  title: missing -> slots 8-10: none -> columns 55-57 all 0")
        .contains("  at: missing -> slot 11: missing -> columns 58-59: missing, missing")
        .contains("  photo: missing -> slots 12-13: missing -> columns 60-61: missing, missing");
  }

  @Test
  void aNumbersBucketIsThatOfTheVersion() throws Exception {
    Files.writeString(
        pipeline, PIPELINE.replace("clip: [0, 100]}", "clip: [0, 100], buckets: {quantiles: 3}}"));
    String event = "{\"id\": \"e1\", \"price\": 2.5, \"bought\": 1}";
    assertThat(show(event))
        .contains("  price: 2.5 -> slot 0: 2.5 -> columns 0-2: which of 3 buckets it is in");

    float none = Float.POSITIVE_INFINITY;
    assertThat(standardized(event, new float[] {-none, 1, 3}, new float[] {1, 3, none}))
        .isEqualTo("    standardized: column 1 is 1, the others of columns 0-2 0; bounds 1.0, 3.0");
    float unseen = Float.NaN;
    float[] nothing = {unseen, unseen, unseen};
    assertThat(standardized(event, nothing, nothing))
        .isEqualTo("    standardized: columns 0-2 all 0; bounds none yet");
  }

  @Test
  void aValuesPlaceIsThatInTheVersionsVocabulary() throws Exception {
    String words = "{name: a, type: categorical, vocabulary: {size: 3}%s}";
    String event = "{\"id\": \"e1\", \"price\": 2.5, \"a\": \"u\", \"bought\": 1}";
    String plain = "{name: a, type: categorical, buckets: 4}";
    Files.writeString(pipeline, PIPELINE.replace(plain, words.formatted("")));
    int key = key("u");
    assertThat(show(event))
        .contains(
            "  a: 'u' -> slot 1: key %d -> columns 1-4: its place in a vocabulary of 3"
                .formatted(key));
    Map<String, float[]> known = Map.of("a", new float[] {7, key, 0});
    assertThat(below(event, known))
        .isEqualTo(
            "    standardized: place 1: column 3 is 1, the others of columns 1-4 0;"
                + " 2 of 3 places taken");
    assertThat(below(event, Map.of("a", new float[3])))
        .isEqualTo(
            "    standardized: not in the vocabulary: column 1 is 1, the others of columns 1-4 0;"
                + " 0 of 3 places taken");

    Files.writeString(pipeline, PIPELINE.replace(plain, words.formatted(", embedding: 2")));
    assertThat(below(event, known))
        .isEqualTo(
            "    standardized: place 1: row 3 of the table of 5 times 2; 2 of 3 places taken");
    assertThat(below(event.replace("\"u\"", "null"), known))
        .isEqualTo(
            "    standardized: missing: row 0 of the table of 5 times 2; 2 of 3 places taken");
  }

  private static int key(String value) {
    RowEncoder encoder =
        new RowEncoder(new FeatureSpec(List.of(new VocabularyFeature("c", "c", 1, 1, 0, 0))));
    ByteBuffer row = encoder.layout().newRow();
    encoder.category(row, 0, value);
    return row.getInt(RowLayout.slotOffset(0, 0));
  }

  /** The line below that of the feature a. */
  private String below(String event, Map<String, float[]> vocabularies) throws Exception {
    PipelineConfig read = PipelineFile.read(pipeline);
    int width = read.model().features().width();
    float[] none = wide(new float[0], width);
    ColumnScaling scaling =
        new ColumnScaling(7, new float[width], new float[width], none, none, vocabularies);
    RawEvent raw = RawEvents.ofJson(read.source(), event, Clock.systemUTC()).get(0);
    List<String> lines = new EventShow(read.source(), read, Optional.of(scaling)).lines(raw);
    int at = 0;
    while (!lines.get(at).startsWith("  a:")) {
      at++;
    }
    return lines.get(at + 1);
  }

  /** The line below the price. */
  private String standardized(String event, float[] low, float[] high) throws Exception {
    PipelineConfig read = PipelineFile.read(pipeline);
    int width = read.model().features().width();
    ColumnScaling scaling =
        new ColumnScaling(
            7, new float[width], new float[width], wide(low, width), wide(high, width), Map.of());
    RawEvent raw = RawEvents.ofJson(read.source(), event, Clock.systemUTC()).get(0);
    return new EventShow(read.source(), read, Optional.of(scaling)).lines(raw).get(2);
  }

  private static float[] wide(float[] first, int width) {
    float[] out = new float[width];
    Arrays.fill(out, Float.NaN);
    System.arraycopy(first, 0, out, 0, first.length);
    return out;
  }

  private String show(String event) {
    Outcome outcome = Outcome.of("features", "show", pipeline, "--event", event);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome.out();
  }

  private static int bucket(String value, int buckets) {
    RowEncoder encoder =
        new RowEncoder(new FeatureSpec(List.of(new Feature.Categorical("c", "c", buckets))));
    ByteBuffer row = encoder.layout().newRow();
    encoder.category(row, 0, value);
    return row.getInt(RowLayout.slotOffset(0, 0));
  }
}
