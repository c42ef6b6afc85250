package io.thalweg.serving.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.feature.Combine;
import io.thalweg.model.feature.CrossFeature;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.ImageFeature.Shape;
import io.thalweg.model.feature.MultiValuedFeature;
import io.thalweg.model.feature.TextFeature;
import io.thalweg.model.feature.TextFeature.Letters;
import io.thalweg.model.feature.TextFeature.Ngrams;
import io.thalweg.model.feature.TimeFeature;
import io.thalweg.model.feature.TimeFeature.Cycle;
import io.thalweg.model.feature.TimeFeature.Unit;
import io.thalweg.serving.infer.InputEncoder;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.protocol.json.InferJsonReader;
import io.thalweg.serving.protocol.json.PredictJsonReader;
import io.thalweg.serving.version.Servable;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Arrays of categories, texts, times, images and crosses, by name and in events. */
class FurtherInputsTest {
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Categorical("a", "a", 9, 2),
              new Feature.Categorical("b", "in.b", 9, 2),
              new CrossFeature("ab", List.of("a", "b"), 99, 2),
              new MultiValuedFeature("tags", "tags", 99, 3, Combine.SUM, 2),
              new TextFeature(
                  "title", "title", Ngrams.WORDS, 1, Letters.LOWERED, 99, 2, Combine.SUM, 2),
              new TimeFeature("at", "at", List.of(Cycle.DAY_OF_WEEK), ZoneOffset.UTC, Unit.SECONDS),
              new ImageFeature("photo", "photo", new Shape(1, 1, 2), Scaling.NONE)));

  private static Servable servable() {
    ModelSpec spec = new ModelSpec("m", FEATURES, List.of(), new Head.Binary(), 1);
    Manifest manifest =
        new Manifest(
            spec,
            1,
            null,
            0,
            0,
            0,
            0,
            Map.of(),
            Map.of(),
            new Manifest.Parity(List.of(), List.of()),
            List.of());
    return new Servable(
        manifest,
        "sha",
        0,
        new Predictor() {
          @Override
          public Outputs run(float[] dense, int rows) {
            throw new AssertionError();
          }

          @Override
          public void close() {}
        });
  }

  private static String input(String name, String datatype, String shape, String data) {
    return "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}"
        .formatted(name, datatype, shape, data);
  }

  private static float[] encode(String... inputs) {
    String body = "{\"inputs\":[" + String.join(",", inputs) + "]}";
    return InputEncoder.encode(servable(), InferJsonReader.read(body.getBytes(UTF_8)));
  }

  private static float[] event(String event) {
    String body = "{\"instances\":[" + event + "]}";
    return InputEncoder.encode(servable(), PredictJsonReader.read(body.getBytes(UTF_8)));
  }

  @Test
  void anEventAndInputsByNameBecomeTheSame() {
    float[] byName =
        encode(
            input("a", "BYTES", "[1]", "[\"x\"]"),
            input("b", "BYTES", "[1]", "[\"7\"]"),
            input("tags", "BYTES", "[1,2]", "[\"new\", \"12\"]"),
            input("title", "BYTES", "[1,1]", "[\"Red CAR for sale\"]"),
            input("at", "INT64", "[1]", "[86400]"),
            input("photo", "UINT8", "[1,2]", "[0, 255]"));

    assertThat(byName).hasSize(12);
    assertThat(Arrays.copyOf(byName, 5)).doesNotContain(0f);
    assertThat(byName[5]).as("the third tag").isZero();
    assertThat(Arrays.copyOfRange(byName, 8, 12))
        .containsExactly(
            (float) Math.sin(2 * Math.PI * (4f / 7)),
            (float) Math.cos(2 * Math.PI * (4f / 7)),
            0,
            1);
    assertThat(
            event(
                """
                {"a": "x", "in": {"b": 7}, "tags": ["new", 12], "title": "Red CAR for sale",
                 "at": 86400, "photo": "AP8="}\
                """))
        .isEqualTo(byName);
  }

  @Test
  void ofListsOfSeveralLengthsTheRestIsNullOrEmpty() {
    float[] rows =
        encode(
            input(
                "tags", "BYTES", "[3,3]", "[\"a\",\"b\",\"c\", \"b\",null,\"\", null,null,null]"));

    float[] one = event("{\"tags\": [\"b\"]}");
    float[] none = event("{\"tags\": []}");
    assertThat(Arrays.copyOfRange(rows, 12, 24)).isEqualTo(one);
    assertThat(Arrays.copyOfRange(rows, 24, 36)).isEqualTo(none);
    assertThat(Arrays.copyOfRange(one, 3, 6)).startsWith(rows[4]).endsWith(0, 0);
    assertThat(Arrays.copyOfRange(none, 3, 6)).containsOnly(0);
  }

  @Test
  void whatIsLeftOutIsMissing() {
    float none = Float.NaN;
    assertThat(encode(input("photo", "UINT8", "[1,2]", "[null, null]")))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, none, none, none, none);
  }

  @Test
  void inputsThatDoNotFitAreRefused() {
    assertRefused(
        input("tags", "BYTES", "[1,4]", "[\"a\",\"b\",\"c\",\"d\"]"),
        "input 'tags': shape [1, 4], want [batch, 1] to [batch, 3]");
    assertRefused(
        input("ab", "BYTES", "[1]", "[\"a\"]"), "input 'ab' follows from [a, b]; leave it out");
    assertRefused(
        input("photo", "INT32", "[1,2]", "[1, 256]"),
        "input 'photo', row 0: want a whole number up to 255, found 256.0");
    assertRefused(
        input("photo", "INT32", "[1,2]", "[-1, 3]"),
        "input 'photo', row 0: want a whole number up to 255, found -1.0");
    assertRefused(
        input("photo", "UINT8", "[1,2]", "[1, null]"),
        "input 'photo', row 0: 1 of 2 elements are null, want none or all");
    assertRefused(
        input("at", "FP64", "[1]", "[0.5]"),
        "input 'at', row 0: want a whole number up to 9223372036854775807, found 0.5");
  }

  private static void assertRefused(String input, String message) {
    assertThatThrownBy(() -> encode(input)).hasMessage(message);
  }

  @Test
  void eventsThatDoNotFitAreRefused() {
    assertEventRefused("{\"tags\": [1, 2, 3, 4]}", "tags: 4 values, want 3 at most");
    assertEventRefused(
        "{\"tags\": [\"a\", true]}", "tags[1]: want a string or a whole number, found true");
    assertEventRefused(
        "{\"tags\": \"a\"}", "tags: want an array of strings or whole numbers, found \"a\"");
    assertEventRefused("{\"title\": 3}", "title: want a string, found 3");
    assertEventRefused("{\"at\": 1.5}", "at: want a whole number, found 1.5");
    assertEventRefused("{\"photo\": \"A!\"}", "photo: the string is not base64");
    assertEventRefused("{\"photo\": \"AAAA\"}", "photo: 3 bytes, want 2 for 1 channels of 1 x 2");
    assertEventRefused(
        "{\"c\": 3}",
        "the event has none of the fields that the model reads, such as [a, in.b, tags, title, at]");
  }

  private static void assertEventRefused(String event, String message) {
    assertThatThrownBy(() -> event(event)).hasMessage("input 'event', row 0: " + message);
  }

  @Test
  void theMetadataSaysWhatEachTakesAndLeavesCrossesOut() {
    String json = new String(AnswerWriter.model(servable(), List.of(1L), null), UTF_8);

    assertThat(json)
        .contains("{\"name\":\"tags\",\"datatype\":\"BYTES\",\"shape\":[-1,3]}")
        .contains("{\"name\":\"title\",\"datatype\":\"BYTES\",\"shape\":[-1]}")
        .contains("{\"name\":\"at\",\"datatype\":\"INT64\",\"shape\":[-1]}")
        .contains("{\"name\":\"photo\",\"datatype\":\"UINT8\",\"shape\":[-1,2]}")
        .contains("{\"name\":\"features\",\"datatype\":\"FP32\",\"shape\":[-1,12]}")
        .doesNotContain("\"ab\"");
  }
}
