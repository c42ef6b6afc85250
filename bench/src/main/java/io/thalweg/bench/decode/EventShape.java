package io.thalweg.bench.decode;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.WireSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** How the 100 numbers of an event stand in its record. Immutable. */
enum EventShape {
  /** An array of them. */
  ARRAY,
  /** A field each. */
  FIELDS;

  /** Of an event. */
  private static final int NUMBERS = 100;

  static final LabelSpec LABELS = new LabelSpec.Inline("label", 2);

  /** The record: id, time, label, and the numbers. */
  Schema schema() {
    SchemaBuilder.FieldAssembler<Schema> fields =
        SchemaBuilder.record("Event")
            .fields()
            .requiredString("id")
            .name("time")
            .type(LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)))
            .noDefault()
            .requiredInt("label");
    if (this == ARRAY) {
      fields = fields.name("x").type().array().items().floatType().noDefault();
    } else {
      for (int i = 0; i < NUMBERS; i++) {
        fields = fields.requiredFloat("x" + i);
      }
    }
    return fields.endRecord();
  }

  /** What a model makes of it. */
  FeatureSpec features() {
    if (this == ARRAY) {
      return new FeatureSpec(List.of(new Feature.Vector("x", "x", NUMBERS, Scaling.STANDARDIZE)));
    }
    List<Feature> out = new ArrayList<>();
    for (int i = 0; i < NUMBERS; i++) {
      String name = "x" + i;
      out.add(
          new Feature.Numeric(
              name,
              name,
              Transform.NONE,
              Scaling.STANDARDIZE,
              Double.NEGATIVE_INFINITY,
              Double.POSITIVE_INFINITY));
    }
    return new FeatureSpec(out);
  }

  SourceSpec source() {
    return source(WireSpec.PLAIN);
  }

  SourceSpec source(WireSpec wire) {
    return new SourceSpec("events", "Event", schema().toString(), "id", null, "time", wire);
  }

  /** Plain Avro binary. */
  byte[] event(Random random, long number) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    out.writeString("event-%010d".formatted(number));
    out.writeLong(1_700_000_000_000L + number);
    out.writeInt(random.nextInt(2));
    if (this == ARRAY) {
      out.writeArrayStart();
      out.setItemCount(NUMBERS);
    }
    for (int i = 0; i < NUMBERS; i++) {
      out.writeFloat((float) random.nextGaussian());
    }
    if (this == ARRAY) {
      out.writeArrayEnd();
    }
    out.flush();
    return bytes.toByteArray();
  }
}
