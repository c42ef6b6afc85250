package io.thalweg.ingestion.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.BindingException;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.WireSpec;
import io.thalweg.ingestion.WireSpec.Format;
import io.thalweg.ingestion.WireSpec.Framing;
import io.thalweg.ingestion.file.PlainJson;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Combine;
import io.thalweg.model.feature.CrossFeature;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.ImageFeature.Shape;
import io.thalweg.model.feature.MultiValuedFeature;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.feature.TextFeature;
import io.thalweg.model.feature.TextFeature.Letters;
import io.thalweg.model.feature.TextFeature.Ngrams;
import io.thalweg.model.feature.TimeFeature;
import io.thalweg.model.feature.TimeFeature.Cycle;
import io.thalweg.model.feature.TimeFeature.Unit;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** Arrays of categories, texts, times, images and crosses out of Avro. */
class FurtherFeaturesTest {
  private static final String SCHEMA_JSON =
      """
      {"type": "record", "name": "R", "fields": [
        {"name": "id", "type": "string"},
        {"name": "names", "type": ["null", {"type": "array", "items": "string"}]},
        {"name": "codes", "type": {"type": "array", "items": "long"}},
        {"name": "sides", "type": {"type": "array", "items":
          {"type": "enum", "name": "Side", "symbols": ["BUY", "SELL"]}}},
        {"name": "title", "type": ["null", "string"]},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "second", "type": "int"},
        {"name": "raw", "type": ["null", "bytes"]},
        {"name": "three", "type": {"type": "fixed", "name": "Three", "size": 3}},
        {"name": "label", "type": "boolean"}]}
      """;
  private static final Schema SCHEMA = new Schema.Parser().parse(SCHEMA_JSON);

  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new CrossFeature("x", List.of("id", "title_"), 99, 0),
              several("names", 4),
              several("codes", 3),
              several("sides", 2),
              new TextFeature(
                  "title", "title", Ngrams.WORDS, 1, Letters.LOWERED, 99, 5, Combine.SUM, 0),
              new Feature.Categorical("title_", "title", 99),
              time("at", Unit.MICROS),
              time("second", Unit.SECONDS),
              image("raw", 2),
              image("three", 3),
              new Feature.Categorical("id", "id", 99)));

  private static Feature several(String name, int max) {
    return new MultiValuedFeature(name, name, 1 << 20, max, Combine.SUM, 1);
  }

  private static TimeFeature time(String name, Unit unit) {
    return new TimeFeature(name, name, List.of(Cycle.HOUR_OF_DAY), ZoneOffset.UTC, unit);
  }

  private static ImageFeature image(String name, int width) {
    return new ImageFeature(name, name, new Shape(1, 1, width), Feature.Scaling.NONE);
  }

  private static RecordProjector projector(FeatureSpec features) {
    return RecordProjector.bind(
        new SourceSpec("t", "r.avsc", SCHEMA_JSON, "id", null, null),
        new LabelSpec.Inline("label", 2),
        features);
  }

  private static GenericRecord record() {
    GenericRecord r = new GenericData.Record(SCHEMA);
    r.put("id", "e1");
    r.put("names", List.of("a", "", "b"));
    r.put("codes", List.of((1L << 53) + 1, -7L));
    Schema side = SCHEMA.getField("sides").schema().getElementType();
    r.put("sides", List.of(new GenericData.EnumSymbol(side, "SELL")));
    r.put("title", "A red Car");
    r.put("at", 1_000_000L * 3600 * 30);
    r.put("second", -3600);
    r.put("raw", ByteBuffer.wrap(new byte[] {(byte) 200, 1}));
    Schema three = SCHEMA.getField("three").schema();
    r.put("three", new GenericData.Fixed(three, new byte[] {1, 2, 3}));
    r.put("label", true);
    return r;
  }

  @Test
  void everyFieldBecomesWhatTheEncoderMakesOfIt() throws Exception {
    byte[] found = ((Decoded) projector(FEATURES).project(Fixtures.bytes(record()), 5)).row();

    RowEncoder encoder = new RowEncoder(FEATURES);
    byte[] expected = new byte[encoder.layout().rowBytes()];
    ByteBuffer row = ByteBuffer.wrap(expected).order(ByteOrder.LITTLE_ENDIAN);
    encoder.clear(row);
    encoder.categories(row, 1, new String[] {"a", "b"}, 2);
    encoder.categories(row, 2, new String[] {"9007199254740993", "-7"}, 2);
    encoder.categories(row, 3, new String[] {"SELL"}, 1);
    encoder.text(row, 4, "a RED car");
    encoder.category(row, 5, "A red Car");
    encoder.time(row, 6, 1_000_000L * 3600 * 6);
    encoder.time(row, 7, 23 * 3600);
    encoder.image(row, 8, new byte[] {(byte) 200, 1}, 2);
    encoder.image(row, 9, new byte[] {1, 2, 3}, 3);
    encoder.category(row, 10, "e1");
    row.putFloat(RowLayout.LABEL, 1);
    row.putLong(RowLayout.EVENT_TIME, 5);
    row.putLong(RowLayout.READY_TIME, 5);
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void whatIsWrittenAsJsonBecomesTheSame() throws Exception {
    RecordProjector json =
        RecordProjector.bind(
            new SourceSpec(
                "t",
                "r.avsc",
                SCHEMA_JSON,
                "id",
                null,
                null,
                new WireSpec(Format.JSON, Framing.NONE, null)),
            new LabelSpec.Inline("label", 2),
            FEATURES);
    byte[] avro = Fixtures.bytes(record());
    assertThat(((Decoded) json.project(new PlainJson(SCHEMA).of(avro), 5)).row())
        .isEqualTo(((Decoded) projector(FEATURES).project(avro, 5)).row());
  }

  @Test
  void anImageInJsonMayBeAsLargeAsInAvro() throws Exception {
    String schema =
        """
        {"type": "record", "name": "I", "fields": [{"name": "id", "type": "string"},
          {"name": "label", "type": "boolean"}, {"name": "photo", "type": "bytes"}]}
        """;
    RecordProjector json =
        RecordProjector.bind(
            new SourceSpec(
                "t",
                "i.avsc",
                schema,
                "id",
                null,
                null,
                new WireSpec(Format.JSON, Framing.NONE, null)),
            new LabelSpec.Inline("label", 2),
            new FeatureSpec(
                List.of(
                    new ImageFeature(
                        "photo", "photo", new Shape(1, 256, 256), Feature.Scaling.NONE))));
    String event = "{\"id\": \"a\", \"label\": true, \"photo\": \"%s\"}";
    String photo = Base64.getEncoder().encodeToString(new byte[256 * 256]);
    assertThat(json.project(event.formatted(photo).getBytes(StandardCharsets.UTF_8), 5))
        .isInstanceOf(Decoded.class);
    assertThat(json.project(event.formatted("%%").getBytes(StandardCharsets.UTF_8), 5))
        .isEqualTo(new Refusal("photo: it is not base64"));
  }

  @Test
  void whatIsNullIsMissing() throws BadValueException {
    GenericRecord r = record();
    List.of("names", "title", "raw").forEach(name -> r.put(name, null));
    FeatureSpec some = new FeatureSpec(List.of(several("names", 4), image("raw", 2)));

    byte[] found = ((Decoded) projector(some).project(Fixtures.bytes(r), 5)).row();

    ByteBuffer row = ByteBuffer.wrap(found).order(ByteOrder.LITTLE_ENDIAN);
    for (int slot = 0; slot < some.slots(); slot++) {
      assertThat(row.getInt(RowLayout.slotOffset(0, slot))).isEqualTo(-1);
    }
  }

  @Test
  void valuesThatDoNotFitAreRefused() {
    assertRefused(
        "raw", ByteBuffer.wrap(new byte[3]), "raw: 3 bytes, want 2 for 1 channels of 1 x 2");
    assertRefused("codes", List.of(1L, 2L, 3L, 4L), "codes: 4 values, want 3 at most");
    assertRefused("names", List.of("", "a", "b", "c", "d"), "names: 5 values, want 4 at most");
    assertRefused("names", List.of("a", "b", "c", "d", "e", "f"), "names: 6 items, at most 5");
    assertRefused(
        "at", Long.MAX_VALUE, "at: 9223372036854775807 micros are no time from the year 1 to 9999");
  }

  private static void assertRefused(String field, Object value, String reason) {
    GenericRecord r = record();
    r.put(field, value);
    assertThat(projector(FEATURES).project(Fixtures.bytes(r), 5)).isEqualTo(new Refusal(reason));
  }

  @Test
  void fieldsOfOtherTypesAreRefusedBeforeTheFirstRecord() {
    assertUnbound(
        several("title", 3),
        "features[0]: r.avsc field 'title' is string, want an array of int, long, string or enum");
    assertUnbound(
        time("at", Unit.MILLIS),
        "features[0]: r.avsc field 'at' is timestamp-micros, want long or timestamp-millis; a"
            + " timestamp-micros has the unit micros");
    assertUnbound(
        time("second", Unit.MICROS),
        "features[0]: r.avsc field 'second' is int, want long or timestamp-micros; a"
            + " timestamp-millis has the unit millis");
    assertUnbound(
        time("at", Unit.SECONDS),
        "features[0]: r.avsc field 'at' is timestamp-micros, want int or long; a timestamp-millis"
            + " has the unit millis, a timestamp-micros micros");
    assertUnbound(
        image("title", 3), "features[0]: r.avsc field 'title' is string, want bytes or fixed");
    assertUnbound(
        image("three", 4),
        "features[0]: field 'three' has 3 bytes, height x width x channels are 4");
    assertUnbound(
        new TextFeature("t", "at", Ngrams.WORDS, 1, Letters.LOWERED, 9, 9, Combine.SUM, 0),
        "features[0]: r.avsc field 'at' is timestamp-micros, want string");
  }

  private static void assertUnbound(Feature feature, String message) {
    assertThatThrownBy(() -> projector(new FeatureSpec(List.of(feature))))
        .isInstanceOf(BindingException.class)
        .hasMessage(message);
  }
}
