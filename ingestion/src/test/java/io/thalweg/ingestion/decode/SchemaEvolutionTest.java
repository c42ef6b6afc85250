package io.thalweg.ingestion.decode;

import static io.thalweg.ingestion.decode.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What records of other schemas than ours become, by the rules of Avro's specification. */
class SchemaEvolutionTest {
  private static final String READER =
      """
      {"type": "record", "name": "Payment", "fields": [
        {"name": "id", "type": "string"},
        {"name": "amount", "type": "double"},
        {"name": "card", "type": ["null", "string"], "default": null, "aliases": ["pan"]},
        {"name": "kind", "default": "OTHER", "type": {"type": "enum", "name": "Kind",
          "symbols": ["OTHER", "BUY", "SELL"], "default": "OTHER"}},
        {"name": "place", "default": {"city": "nowhere", "height": 7.5}, "type":
          {"type": "record", "name": "Place", "fields": [
            {"name": "city", "type": "string"}, {"name": "height", "type": "float"}]}},
        {"name": "fraud", "type": "int"}]}
      """;

  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              Fixtures.numeric("amount", -1e12, 1e12),
              new Feature.Categorical("card", "card", 1 << 20),
              new Feature.Categorical("kind", "kind", 1 << 20),
              Fixtures.numeric("place.height", -1e4, 1e4)));

  private final FakeRegistry registry = new FakeRegistry();

  @Test
  void widensNumbers() {
    byte[] of42 = row(record(READER, r -> r.put("amount", 42.0)));
    for (String type : List.of("int", "long", "float")) {
      String writer = READER.replace("\"double\"", "\"" + type + "\"");
      Object value =
          switch (type) {
            case "int" -> 42;
            case "long" -> 42L;
            default -> 42f;
          };
      assertThat(row(record(writer, r -> r.put("amount", value)))).as(type).isEqualTo(of42);
    }
  }

  @Test
  void takesWhatIsntThereFromTheDefaults() {
    String writer =
        """
        {"type": "record", "name": "Payment", "fields": [
          {"name": "fraud", "type": "int"},
          {"name": "extra", "type": {"type": "array", "items": "string"}},
          {"name": "amount", "type": "double"},
          {"name": "id", "type": "string"}]}
        """;
    byte[] expected =
        row(
            record(
                READER,
                r -> {
                  r.put("kind", symbol(READER, "OTHER"));
                  place(r, "nowhere", 7.5f);
                }));
    assertThat(row(record(writer, r -> r.put("extra", List.of("a", "b"))))).isEqualTo(expected);
  }

  @Test
  void findsARenamedFieldByItsAlias() {
    String writer =
        READER
            .replace("\"name\": \"card\"", "\"name\": \"pan\"")
            .replace(", \"aliases\": [\"pan\"]", "");
    assertThat(row(record(writer, r -> r.put("pan", "4711"))))
        .isEqualTo(row(record(READER, r -> r.put("card", "4711"))));
  }

  @Test
  void readsAnUnknownSymbolAsTheEnumsDefault() {
    String writer =
        READER.replace("[\"OTHER\", \"BUY\", \"SELL\"]", "[\"GIFT\", \"SELL\", \"OTHER\"]");
    assertThat(row(record(writer, r -> r.put("kind", symbol(writer, "GIFT")))))
        .isEqualTo(row(record(READER, r -> r.put("kind", symbol(READER, "OTHER")))));
    assertThat(row(record(writer, r -> r.put("kind", symbol(writer, "SELL")))))
        .isEqualTo(row(record(READER, r -> r.put("kind", symbol(READER, "SELL")))));
  }

  @Test
  void refusesAnUnknownSymbolWithoutADefault() {
    String reader = READER.replace("], \"default\": \"OTHER\"}", "]}");
    String writer = reader.replace("[\"OTHER\", \"BUY\", \"SELL\"]", "[\"OTHER\", \"GIFT\"]");
    assertThat(refusal(reader, record(writer, r -> r.put("kind", symbol(writer, "GIFT")))))
        .isEqualTo(
            "kind: symbol 'GIFT' is none of the reader's schema, which has no default for it");
  }

  @Test
  void readsAUnionWhereThereWasNoneAndTheOtherWayRound() {
    String bare = READER.replace("[\"null\", \"string\"], \"default\": null", "\"string\"");
    assertThat(row(record(bare, r -> r.put("card", "4711"))))
        .isEqualTo(row(record(READER, r -> r.put("card", "4711"))));
    String optional = READER.replace("\"double\"", "[\"null\", \"double\"]");
    assertThat(row(record(optional, r -> r.put("amount", 42.0))))
        .isEqualTo(row(record(READER, r -> r.put("amount", 42.0))));
    assertThat(refusal(READER, record(optional, r -> r.put("amount", null))))
        .isEqualTo("field 'amount' is written as null, and read as double");
  }

  @Test
  void refusesASchemaThatLacksWhatHasNoDefault() {
    String writer = READER.replace("{\"name\": \"amount\", \"type\": \"double\"},", "");
    assertThat(refusal(READER, record(writer, r -> {})))
        .isEqualTo(
            "schema id 1 can't be read as payment.avsc: it has no field 'amount', and the reader's"
                + " schema no default for that");
    assertThat(refusal(READER, record(writer, r -> {}))).isNotEmpty();
  }

  @Test
  void refusesTypesThatDontWiden() {
    String writer = READER.replace("\"double\"", "\"string\"");
    assertThat(refusal(READER, record(writer, r -> r.put("amount", "42"))))
        .isEqualTo(
            "schema id 1 can't be read as payment.avsc: field 'amount' is written as string, and"
                + " read as double");
  }

  @Test
  void refusesATimeInAnotherUnit() {
    String millis = "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}";
    String reader = READER.replace("\"double\"", millis);
    String writer = reader.replace("millis", "micros");
    assertThat(refusal(reader, record(writer, r -> r.put("amount", 1L))))
        .isEqualTo(
            "schema id 1 can't be read as payment.avsc: field 'amount' is written as"
                + " timestamp-micros, and read as timestamp-millis");
  }

  @Test
  void refusesATimeWithoutAPlace() {
    String millis = "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}";
    String reader = READER.replace("\"double\"", millis);
    String writer = reader.replace("timestamp-millis", "local-timestamp-micros");
    assertThat(refusal(reader, record(writer, r -> r.put("amount", 1L))))
        .startsWith("schema id 1 can't be read as payment.avsc: field 'amount' is written as ");
    String days = READER.replace("\"double\"", "{\"type\": \"int\", \"logicalType\": \"date\"}");
    assertThat(refusal(reader, record(days, r -> r.put("amount", 1))))
        .startsWith("schema id 1 can't be read as payment.avsc: field 'amount' is written as ");
    String plain = READER.replace("\"double\"", "\"int\"");
    assertThat(row(record(days, r -> r.put("amount", 17))))
        .as("a number of days is a number")
        .isEqualTo(row(record(plain, r -> r.put("amount", 17))));
  }

  /** Of records without a byte in them there may be very many in one. */
  @Test
  @Timeout(30)
  void refusesARecordThatTakesForEverToSkip() {
    String nested = "{\"type\": \"record\", \"name\": \"N30\", \"fields\": []}";
    for (int i = 29; i > 0; i--) {
      nested =
          "{\"type\": \"record\", \"name\": \"N%d\", \"fields\": [{\"name\": \"a\", \"type\": %s}, {\"name\": \"b\", \"type\": \"N%d\"}]}"
              .formatted(i, nested, i + 1);
    }
    String bomb =
        READER.strip().replaceFirst("]}$", ", {\"name\": \"bomb\", \"type\": " + nested + "}]}");
    registry.put(1, new Schema.Parser().parse(bomb));
    byte[] bytes = Fixtures.bytes(record(READER, r -> {}));
    Outcome outcome = projector(READER).project(Framed.withId(1, bytes), NOW);
    assertThat(((Refusal) outcome).reason())
        .isEqualTo("bomb: with it the record has 1048577 items, at most 1048576");
  }

  @Test
  void refusesASchemaThatIsNoRecord() {
    registry.put(1, Schema.create(Schema.Type.STRING));
    Outcome outcome = projector(READER).project(Framed.withId(1, new byte[] {2, 'a'}), NOW);
    assertThat(((Refusal) outcome).reason())
        .isEqualTo(
            "schema id 1 can't be read as payment.avsc: the record is written as string, and read"
                + " as record Payment");
  }

  private byte[] row(GenericRecord record) {
    registry.put(1, record.getSchema());
    Outcome outcome = projector(READER).project(Framed.withId(1, Fixtures.bytes(record)), NOW);
    assertThat(outcome).isInstanceOf(Decoded.class);
    return ((Decoded) outcome).row();
  }

  private String refusal(String reader, GenericRecord record) {
    registry.put(1, record.getSchema());
    Outcome outcome = projector(reader).project(Framed.withId(1, Fixtures.bytes(record)), NOW);
    assertThat(outcome).isInstanceOf(Refusal.class);
    return ((Refusal) outcome).reason();
  }

  private RecordProjector projector(String reader) {
    SourceSpec source =
        new SourceSpec(
            "payments", "payment.avsc", reader, "id", null, null, FakeRegistry.CONFLUENT);
    return RecordProjector.bind(
        source,
        new LabelSpec.Inline("fraud", 2),
        FEATURES,
        FieldObserver.NONE,
        (spec, framing) -> registry);
  }

  private static GenericRecord record(String json, Consumer<GenericRecord> change) {
    Schema schema = new Schema.Parser().parse(json);
    GenericRecord r = new GenericData.Record(schema);
    for (Schema.Field f : schema.getFields()) {
      switch (f.name()) {
        case "id" -> r.put("id", "e1");
        case "amount" -> r.put("amount", 1.0);
        case "kind" -> r.put("kind", symbol(json, "OTHER"));
        case "place" -> place(r, "Basel", 260f);
        case "fraud" -> r.put("fraud", 1);
        default -> {}
      }
    }
    change.accept(r);
    return r;
  }

  private static void place(GenericRecord r, String city, float height) {
    GenericRecord place = new GenericData.Record(r.getSchema().getField("place").schema());
    place.put("city", city);
    place.put("height", height);
    r.put("place", place);
  }

  private static Object symbol(String json, String symbol) {
    Schema schema = new Schema.Parser().parse(json);
    return new GenericData.EnumSymbol(schema.getField("kind").schema(), symbol);
  }
}
