package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.WireSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** A schema with everything a projection can want, and records of it. */
final class Fixtures {
  static final long NOW = 1_700_000_000_000L;

  static final String SCHEMA_JSON =
      """
      {"type": "record", "name": "Transaction", "fields": [
        {"name": "id", "type": "string"},
        {"name": "note", "type": ["null", "string"]},
        {"name": "time", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "amount", "type": ["null", "double"]},
        {"name": "count", "type": "int"},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["BUY", "SELL"]}},
        {"name": "tags", "type": {"type": "map", "values": {"type": "array", "items": "long"}}},
        {"name": "place", "type": ["null", {"type": "record", "name": "Place", "fields": [
          {"name": "city", "type": "string"}, {"name": "height", "type": "float"}]}]},
        {"name": "vector", "type": {"type": "array", "items": "float"}},
        {"name": "raw", "type": {"type": "fixed", "name": "Raw", "size": 3}},
        {"name": "known", "type": "boolean"},
        {"name": "fraud", "type": "int"}]}
      """;

  static final Schema SCHEMA = new Schema.Parser().parse(SCHEMA_JSON);

  static final SourceSpec SOURCE =
      new SourceSpec("transactions", "transactions.avsc", SCHEMA_JSON, "id", "place.city", "time");

  static SourceSpec source(WireSpec wire) {
    return new SourceSpec(
        SOURCE.topic(),
        SOURCE.schemaName(),
        SCHEMA_JSON,
        SOURCE.id(),
        SOURCE.key(),
        SOURCE.time(),
        wire);
  }

  static final LabelSpec LABEL = new LabelSpec.Inline("fraud", 2);

  static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              numeric("amount", -1e6, 1e6),
              numeric("count", -1e9, 1e9),
              new Feature.Categorical("kind", "kind", 16),
              new Feature.Categorical("note", "note", 16),
              numeric("place.height", -1e4, 1e4),
              new Feature.Vector("vector", "vector", 4, Feature.Scaling.NONE),
              new Feature.Flag("known", "known")));

  private Fixtures() {}

  static Feature.Numeric numeric(String field, double min, double max) {
    return new Feature.Numeric(
        field, field, Feature.Transform.NONE, Feature.Scaling.NONE, min, max);
  }

  static RecordProjector projector() {
    return RecordProjector.bind(SOURCE, LABEL, FEATURES);
  }

  static GenericRecord record(Random random) {
    GenericRecord r = new GenericData.Record(SCHEMA);
    r.put("id", "id-" + random.nextInt(1_000_000));
    r.put("note", random.nextBoolean() ? null : "note " + random.nextInt(50));
    r.put("time", (NOW - random.nextInt(100_000)) * 1000 + random.nextInt(1000));
    r.put("amount", random.nextInt(4) == 0 ? null : random.nextDouble() * 1000 - 500);
    r.put("count", random.nextInt(2_000_001) - 1_000_000);
    Schema kind = SCHEMA.getField("kind").schema();
    r.put("kind", new GenericData.EnumSymbol(kind, random.nextBoolean() ? "BUY" : "SELL"));
    r.put("tags", java.util.Map.of("a", List.of(1L, random.nextLong()), "b", List.of()));
    GenericRecord place =
        new GenericData.Record(SCHEMA.getField("place").schema().getTypes().get(1));
    place.put("city", "Basel " + random.nextInt(9));
    place.put("height", random.nextFloat() * 100);
    r.put("place", place);
    r.put(
        "vector",
        List.of(random.nextFloat(), random.nextFloat(), random.nextFloat(), random.nextFloat()));
    r.put("raw", new GenericData.Fixed(SCHEMA.getField("raw").schema(), new byte[] {1, 2, 3}));
    r.put("known", random.nextBoolean());
    r.put("fraud", random.nextInt(2));
    return r;
  }

  static byte[] bytes(GenericRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
