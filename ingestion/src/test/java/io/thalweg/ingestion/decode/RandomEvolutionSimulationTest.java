package io.thalweg.ingestion.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

/**
 * Random pairs of schemas: what a record of the one becomes under the other is what Avro's own
 * resolving reader makes of it, and what that refuses is refused.
 */
class RandomEvolutionSimulationTest {
  private static final int FIELDS = 8;

  /** Read by the features; what may stand for each in the writers' schema. */
  private static final List<List<String>> NUMBERS =
      List.of(
          List.of("\"double\"", "\"float\"", "\"long\"", "\"int\"", "[\"null\", \"double\"]"),
          List.of("\"long\"", "\"int\"", "\"double\"", "[\"null\", \"long\"]"),
          List.of("[\"null\", \"double\"]", "\"float\"", "\"null\"", "[\"int\", \"null\"]"),
          List.of("\"float\"", "\"int\"", "\"long\"", "\"string\""));

  @Test
  void projectsWhatAvrosResolvingReaderReads() throws Exception {
    int decoded = 0;
    int refused = 0;
    for (long seed = 1; seed <= 600; seed++) {
      Random random = new Random(seed);
      Pair pair = pair(random);
      for (int i = 0; i < 6; i++) {
        if (check(pair, random, "seed=%d, record=%d".formatted(seed, i))) {
          decoded++;
        } else {
          refused++;
        }
      }
    }
    assertThat(decoded).isGreaterThan(500);
    assertThat(refused).isGreaterThan(500);
  }

  private record Pair(Schema writer, Schema reader, FeatureSpec features) {}

  private static Pair pair(Random random) {
    List<String> read = new ArrayList<>();
    List<String> written = new ArrayList<>();
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < FIELDS; i++) {
      List<String> types = NUMBERS.get(random.nextInt(NUMBERS.size()));
      String type = types.get(0);
      boolean optional = type.startsWith("[");
      boolean hasDefault = random.nextInt(5) > 0;
      String fallback = !hasDefault ? "" : ", \"default\": " + (optional ? "null" : "3");
      String name = "f" + i;
      boolean renamed = random.nextInt(6) == 0;
      String alias = renamed ? ", \"aliases\": [\"old%d\"]".formatted(i) : "";
      read.add("{\"name\": \"%s\", \"type\": %s%s%s}".formatted(name, type, fallback, alias));
      features.add(Fixtures.numeric(name, -1e15, 1e15));
      if (random.nextInt(8) > 0) {
        int other = random.nextInt(12);
        written.add(
            "{\"name\": \"%s\", \"type\": %s}"
                .formatted(
                    renamed ? "old" + i : name, other < types.size() ? types.get(other) : type));
      }
      if (random.nextInt(4) == 0) {
        written.add("{\"name\": \"added%d\", \"type\": [\"null\", \"string\"]}".formatted(i));
      }
    }
    java.util.Collections.shuffle(written, random);
    return new Pair(schema("Written", written), schema("Read", read), new FeatureSpec(features));
  }

  private static Schema schema(String name, List<String> fields) {
    String id = "{\"name\": \"id\", \"type\": \"long\"}";
    return new Schema.Parser()
        .parse(
            "{\"type\": \"record\", \"name\": \"%s\", \"fields\": [%s]}"
                .formatted(name, String.join(", ", with(id, fields))));
  }

  private static List<String> with(String first, List<String> others) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(others);
    return all;
  }

  private static boolean check(Pair pair, Random random, String seen) throws Exception {
    byte[] bytes = Fixtures.bytes((GenericRecord) value(pair.writer(), random));
    FakeRegistry registry = new FakeRegistry();
    registry.put(1, pair.writer());
    RecordProjector ours = projector(pair, true, registry);
    Outcome outcome = ours.project(Framed.withId(1, bytes), 1);
    GenericRecord truth;
    try {
      truth =
          new GenericDatumReader<GenericRecord>(pair.writer(), pair.reader())
              .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    } catch (AvroTypeException e) {
      assertThat(outcome).as(seen + ": " + e.getMessage()).isInstanceOf(Refusal.class);
      return false;
    }
    Outcome expected = projector(pair, false, registry).project(Fixtures.bytes(truth), 1);
    assertThat(outcome).as(seen).isInstanceOf(Decoded.class);
    assertThat(((Decoded) outcome).row()).as(seen).isEqualTo(((Decoded) expected).row());
    return true;
  }

  private static RecordProjector projector(Pair pair, boolean framed, FakeRegistry registry) {
    String json = pair.reader().toString();
    return RecordProjector.bind(
        framed
            ? new SourceSpec("r", "r.avsc", json, "id", null, null, FakeRegistry.CONFLUENT)
            : new SourceSpec("r", "r.avsc", json, "id", null, null),
        new LabelSpec.Inline("id", 0),
        pair.features(),
        FieldObserver.NONE,
        (spec, framing) -> registry);
  }

  private static Object value(Schema schema, Random random) {
    return switch (schema.getType()) {
      case INT -> random.nextInt();
      case LONG -> random.nextLong() >> 16;
      case FLOAT -> random.nextFloat();
      case DOUBLE -> random.nextGaussian();
      case STRING -> "text";
      case UNION -> value(schema.getTypes().get(random.nextInt(schema.getTypes().size())), random);
      case RECORD -> {
        GenericRecord r = new GenericData.Record(schema);
        schema.getFields().forEach(f -> r.put(f.pos(), value(f.schema(), random)));
        yield r;
      }
      default -> null;
    };
  }
}
