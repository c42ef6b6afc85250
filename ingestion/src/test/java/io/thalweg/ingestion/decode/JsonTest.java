package io.thalweg.ingestion.decode;

import static io.thalweg.ingestion.decode.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.LabelValues;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.WireSpec;
import io.thalweg.ingestion.WireSpec.Format;
import io.thalweg.ingestion.WireSpec.Framing;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Payment", "fields": [
        {"name": "id", "type": "string"},
        {"name": "amount", "type": "double"},
        {"name": "count", "type": ["null", "int"]},
        {"name": "card", "type": "string", "default": "none", "aliases": ["pan"]},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["BUY", "SELL"]}},
        {"name": "place", "default": {"height": 7.5}, "type":
          {"type": "record", "name": "Place", "fields": [{"name": "height", "type": "float"}]}},
        {"name": "fraud", "type": "boolean"}]}
      """;
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              Fixtures.numeric("amount", -1e15, 1e15),
              Fixtures.numeric("count", -1e15, 1e15),
              new Feature.Categorical("card", "card", 1 << 20),
              new Feature.Categorical("kind", "kind", 1 << 20),
              Fixtures.numeric("place.height", -1e4, 1e4)));
  private static final String FULL =
      """
      {"id": "e1", "amount": 2.5, "count": 3, "card": "4711", "kind": "SELL",
       "place": {"height": 1}, "fraud": true}
      """;

  @Test
  void readsWhatAvroWouldCarry() {
    RecordProjector avro = Fixtures.projector();
    RecordProjector json = JsonRecords.projector(Framing.NONE);
    for (long seed = 1; seed <= 500; seed++) {
      Random random = new Random(seed);
      GenericRecord record = Fixtures.record(random);
      Outcome expected = avro.project(Fixtures.bytes(record), NOW);
      Outcome outcome = json.project(utf8(JsonRecords.of(record, random)), NOW);
      assertThat(outcome).as("seed=" + seed).isInstanceOf(Decoded.class);
      assertThat(((Decoded) outcome).row())
          .as("seed=" + seed)
          .isEqualTo(((Decoded) expected).row());
      assertThat(((Decoded) outcome).id()).isEqualTo(((Decoded) expected).id());
    }
  }

  @Test
  void absentFieldsHaveTheirDefaultOrAreNull() {
    assertThat(row("{'id': 'e1', 'amount': 2.5, 'kind': 'SELL', 'fraud': true}"))
        .isEqualTo(
            row(
                "{'id': 'e1', 'amount': 2.5, 'kind': 'SELL', 'fraud': true, 'count': null,"
                    + " 'card': 'none', 'place': {'height': 7.5}}"));
  }

  @Test
  void unknownFieldsAndOrderMakeNoDifference() {
    assertThat(
            row(
                "{'fraud': true, 'more': {'id': [1, {}]}, 'kind': 'SELL', 'place': {'x': null,"
                    + " 'height': 1.0}, 'card': '4711', 'count': 3, 'amount': 25e-1, 'id': 'e1'}"))
        .isEqualTo(row(FULL));
  }

  @Test
  void aliasesNameAFieldToo() {
    assertThat(row(FULL.replace("card", "pan"))).isEqualTo(row(FULL));
    assertThat(refusal(FULL.replace("\"count\": 3", "\"pan\": \"x\"")))
        .isEqualTo("card: is there twice");
  }

  @Test
  void escapesAreResolved() {
    assertThat(row(FULL.replace("4711", "\\u0034\\u20AC\\uD83D\\uDE00\\n")))
        .isEqualTo(row(FULL.replace("4711", "4€😀\\n")));
  }

  @Test
  void everyRefusalSaysWhichRule() {
    Map<String, String> reasons =
        Map.ofEntries(
            Map.entry("[]", "the record is no JSON object"),
            Map.entry("{'id': 'e1'}", "amount: is missing"),
            Map.entry(FULL + "{}", "more JSON follows after the record"),
            Map.entry(FULL.replace("2.5", "\"2.5\""), "amount: a string is not of type double"),
            Map.entry(FULL.replace("2.5", "null"), "amount: null is not of type double"),
            Map.entry(
                FULL.replace("2.5", "1e999"), "amount: 1e999 is out of range for type double"),
            Map.entry(
                FULL.replace(": 3", ": 3.5"),
                "count: a number with a fraction or an exponent is not of type int"),
            Map.entry(
                FULL.replace(": 3", ": 3000000000"),
                "count: 3000000000 is out of range for type int"),
            Map.entry(
                FULL.replace("\"4711\"", "4711"), "card: a whole number is not of type string"),
            Map.entry(
                FULL.replace("SELL", "GIFT"),
                "kind: it is none of the schema's 2 symbols, which has no default for it"),
            Map.entry(
                FULL.replace("{\"height\": 1}", "[]"), "place: an array is not of type record"),
            Map.entry(FULL.replace("true", "1"), "fraud: a whole number is not of type boolean"),
            Map.entry(FULL.replace("true", "true, \"fraud\": false"), "fraud: is there twice"),
            Map.entry(
                FULL.replace("4711", "\\uD83D"), "card: half of a surrogate pair is no text"));
    reasons.forEach((json, reason) -> assertThat(refusal(json)).as(json).isEqualTo(reason));
  }

  @Test
  void whatIsNoJsonIsRefusedWithItsPlace() {
    for (String bad :
        List.of(
            "{",
            FULL.replace("2.5", "NaN"),
            FULL.replace("2.5", "Infinity"),
            FULL.replace("2.5", "025"),
            FULL.replace("2.5", "9".repeat(101)),
            FULL.replace("\"count\": 3", "\"deep\": " + "[".repeat(40) + "]".repeat(40)),
            FULL.replace("\"count\": 3", "// no\n\"count\": 3"),
            FULL.replace("4711", "x".repeat(2 * AvroCursor.MAX_TEXT_BYTES)),
            FULL.replace("4711", "a\nb"),
            FULL.replace("\"count\"", "\"" + "n".repeat(1_001) + "\""))) {
      assertThat(refusal(bad)).matches("no JSON from byte \\d+ on: .*");
    }
    assertThat(refusal("")).isEqualTo("the record is no JSON object");
  }

  @Test
  void aNameComesBeforeAnAlias() {
    RecordProjector projector =
        RecordProjector.bind(
            new SourceSpec(
                "p",
                "p.avsc",
                """
                {"type": "record", "name": "P", "fields": [
                  {"name": "id", "type": "string"}, {"name": "fraud", "type": "boolean"},
                  {"name": "a", "type": "double", "default": 7, "aliases": ["b"]},
                  {"name": "b", "type": "double"}]}
                """,
                "id",
                null,
                null,
                new WireSpec(Format.JSON, Framing.NONE, null)),
            new LabelSpec.Inline("fraud", 2),
            new FeatureSpec(List.of(Fixtures.numeric("a", -1e15, 1e15))));
    String begin = "{\"id\": \"e\", \"fraud\": true, ";
    Outcome both = projector.project(utf8(begin + "\"a\": 1, \"b\": 2}"), NOW);
    Outcome written = projector.project(utf8(begin + "\"b\": 2, \"a\": 1}"), NOW);
    assertThat(((Decoded) both).row()).isEqualTo(((Decoded) written).row());
    Outcome other = projector.project(utf8(begin + "\"b\": 2}"), NOW);
    Outcome seven = projector.project(utf8(begin + "\"a\": 7, \"b\": 2}"), NOW);
    assertThat(((Decoded) other).row()).isEqualTo(((Decoded) seven).row());
  }

  @Test
  void aTextOfTooManyBytesIsRefused() {
    assertThat(refusal(FULL.replace("4711", "€".repeat(30_000))))
        .isEqualTo("card: length 90000, at most 65536");
    assertThat(refusal(FULL.replace("4711", "x".repeat(AvroCursor.MAX_TEXT_BYTES + 1))))
        .isEqualTo("card: length 65537, at most 65536");
  }

  @Test
  void badUtf8IsRefusedWhereverItStands() {
    byte[] good = utf8(FULL.replace("4711", "????"));
    int at = FULL.indexOf("4711");
    for (int[] bad :
        new int[][] {
          {0xC0, 0x80},
          {0xC1, 0xBF},
          {0xED, 0xA0, 0x80},
          {0xE0, 0x9F, 0xBF},
          {0xF0, 0x8F, 0x80, 0x80},
          {0xF4, 0x90, 0x80, 0x80},
          {0xF8},
          {0xFF},
          {0x80},
          {0xE2, 0x82},
          {0}
        }) {
      byte[] bytes = good.clone();
      for (int i = 0; i < bad.length; i++) {
        bytes[at + i] = (byte) bad[i];
      }
      Outcome outcome = projector().project(bytes, NOW);
      assertThat(((Refusal) outcome).reason())
          .isEqualTo("byte %d of %d, 0x%02x, is no UTF-8 text".formatted(at, bytes.length, bad[0]));
    }
  }

  @Test
  void otherEncodingsAreRefused() {
    for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      assertThat(projector().project(FULL.getBytes(charset), NOW)).isInstanceOf(Refusal.class);
    }
  }

  @Test
  void framesOfRegistriesMayStandBefore() {
    byte[] record = utf8(JsonRecords.of(Fixtures.record(new Random(1)), new Random(1)));
    RecordProjector confluent = JsonRecords.projector(Framing.CONFLUENT);
    assertThat(confluent.project(Framed.withId(1, record), NOW)).isInstanceOf(Decoded.class);
    assertThat(confluent.project(record, NOW, Map.of("__value_schema_id", Framed.guid(1, 2))::get))
        .isInstanceOf(Decoded.class);
    assertThat(confluent.project(record, NOW)).isInstanceOf(Refusal.class);
    RecordProjector apicurio = JsonRecords.projector(Framing.APICURIO);
    assertThat(apicurio.project(Framed.withLongId(1, record), NOW)).isInstanceOf(Decoded.class);
  }

  @Test
  void setsOfLabelsAreArrays() {
    String schema =
        """
        {"type": "record", "name": "L", "fields": [{"name": "id", "type": "long"},
          {"name": "topics", "type": {"type": "array", "items": "string"}}]}
        """;
    RecordProjector projector =
        RecordProjector.bindLabels(
            new LabelSpec.FromTopic(
                "l",
                "l.avsc",
                schema,
                "id",
                "topics",
                null,
                java.time.Duration.ofHours(1),
                new LabelValues.AnySet(3, List.of("sports", "politics", "art")),
                new WireSpec(Format.JSON, Framing.NONE, null),
                null));
    Outcome outcome =
        projector.project(utf8("{\"topics\": [\"art\", \"sports\"], \"id\": 7}"), NOW);
    assertThat(((Decoded) outcome).labels().contains(2)).isTrue();
    assertThat(((Decoded) outcome).label()).isEqualTo(2);
    Outcome many =
        projector.project(utf8("{\"topics\": [\"a\", \"b\", \"c\", \"d\"], \"id\": 7}"), NOW);
    assertThat(((Refusal) many).reason()).isEqualTo("topics: more than 3 items");
  }

  private static byte[] row(String json) {
    Outcome outcome = projector().project(utf8(json), NOW);
    assertThat(outcome).as(json).isInstanceOf(Decoded.class);
    return ((Decoded) outcome).row();
  }

  private static String refusal(String json) {
    Outcome outcome = projector().project(utf8(json), NOW);
    assertThat(outcome).as(json).isInstanceOf(Refusal.class);
    return ((Refusal) outcome).reason();
  }

  private static RecordProjector projector() {
    WireSpec wire = new WireSpec(Format.JSON, Framing.NONE, null);
    return RecordProjector.bind(
        new SourceSpec("p", "payment.avsc", SCHEMA, "id", null, null, wire),
        new LabelSpec.Inline("fraud", 2),
        FEATURES);
  }

  private static byte[] utf8(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
