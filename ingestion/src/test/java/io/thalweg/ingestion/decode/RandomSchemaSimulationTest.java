package io.thalweg.ingestion.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

/** Random schemas and records, against Avro's own reader. */
class RandomSchemaSimulationTest {
  private static final List<String> TYPES =
      List.of(
          "\"int\"",
          "\"long\"",
          "\"float\"",
          "\"double\"",
          "\"boolean\"",
          "\"string\"",
          "\"bytes\"",
          "{\"type\": \"array\", \"items\": [\"null\", \"string\"]}",
          "{\"type\": \"map\", \"values\": {\"type\": \"array\", \"items\": \"double\"}}",
          "[\"null\", \"double\"]",
          "[\"string\", \"null\"]",
          "[\"null\", \"boolean\", \"string\"]",
          "[\"long\"]");

  @Test
  void projectsWhatAvrosOwnReaderReads() throws Exception {
    for (long seed = 1; seed <= 400; seed++) {
      check(new Random(seed), "seed=" + seed);
    }
  }

  private static void check(Random random, String seen) throws Exception {
    StringBuilder fields = new StringBuilder("{\"name\": \"id\", \"type\": \"long\"}");
    for (int i = 0; i < 12; i++) {
      String type = TYPES.get(random.nextInt(TYPES.size()));
      fields.append(", {\"name\": \"f%d\", \"type\": %s}".formatted(i, type));
    }
    String json = "{\"type\": \"record\", \"name\": \"R\", \"fields\": [" + fields + "]}";
    Schema schema = new Schema.Parser().parse(json);
    List<Feature> features = new ArrayList<>(List.of(Fixtures.numeric("id", -1e15, 1e15)));
    schema.getFields().stream()
        .skip(1)
        .filter(f -> random.nextInt(3) > 0)
        .forEach(f -> wanted(f, features));
    FeatureSpec spec = new FeatureSpec(features);
    RecordProjector projector =
        RecordProjector.bind(
            new SourceSpec("r", "r.avsc", json, "id", null, null),
            new LabelSpec.Inline("id", 0),
            spec);
    for (int i = 0; i < 20; i++) {
      byte[] bytes = Fixtures.bytes((GenericRecord) value(schema, random));
      GenericRecord truth =
          new GenericDatumReader<GenericRecord>(schema)
              .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
      Outcome outcome = projector.project(bytes, i);
      assertThat(outcome).as(seen).isInstanceOf(Decoded.class);
      assertThat(((Decoded) outcome).row()).as(seen).isEqualTo(encodedByHand(spec, truth, i));
    }
  }

  private static void wanted(Schema.Field field, List<Feature> features) {
    List<Schema> types =
        field.schema().isUnion() ? field.schema().getTypes() : List.of(field.schema());
    List<Schema> present = types.stream().filter(t -> t.getType() != Schema.Type.NULL).toList();
    if (present.size() == 1) {
      switch (present.get(0).getType()) {
        case INT, LONG, FLOAT, DOUBLE -> features.add(Fixtures.numeric(field.name(), -1e15, 1e15));
        case BOOLEAN -> features.add(new Feature.Flag(field.name(), field.name()));
        case STRING -> features.add(new Feature.Categorical(field.name(), field.name(), 1000));
        default -> {}
      }
    }
  }

  private static Object value(Schema schema, Random random) {
    return switch (schema.getType()) {
      case INT -> random.nextInt();
      case LONG -> (random.nextLong() >> 16);
      case FLOAT -> random.nextFloat();
      case DOUBLE -> random.nextGaussian();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> "é" + Integer.toString(random.nextInt(), 36).repeat(random.nextInt(20));
      case BYTES -> ByteBuffer.wrap(new byte[random.nextInt(40)]);
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
          items.add(value(schema.getElementType(), random));
        }
        yield items;
      }
      case MAP -> Map.of("k", value(schema.getValueType(), random));
      case UNION -> value(schema.getTypes().get(random.nextInt(schema.getTypes().size())), random);
      case RECORD -> {
        GenericRecord r = new GenericData.Record(schema);
        schema.getFields().forEach(f -> r.put(f.name(), value(f.schema(), random)));
        yield r;
      }
      default -> null;
    };
  }

  private static byte[] encodedByHand(FeatureSpec spec, GenericRecord r, long now)
      throws Exception {
    RowEncoder encoder = new RowEncoder(spec);
    byte[] bytes = new byte[encoder.layout().rowBytes()];
    ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    encoder.clear(row);
    for (int i = 0; i < spec.features().size(); i++) {
      Object value = r.get(spec.features().get(i).field());
      if (value instanceof Number number) {
        encoder.numeric(row, i, number.doubleValue());
      } else if (value instanceof Boolean flag) {
        encoder.flag(row, i, flag);
      } else if (value != null) {
        encoder.category(row, i, value.toString());
      }
    }
    row.putFloat(RowLayout.LABEL, ((Long) r.get("id")).floatValue());
    row.putLong(RowLayout.EVENT_TIME, now);
    row.putLong(RowLayout.READY_TIME, now);
    return bytes;
  }
}
