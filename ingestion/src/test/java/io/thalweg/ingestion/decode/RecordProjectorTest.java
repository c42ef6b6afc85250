package io.thalweg.ingestion.decode;

import static io.thalweg.ingestion.decode.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordProjectorTest {
  private final RecordProjector projector = Fixtures.projector();

  @Test
  void projectsWhatAvrosOwnReaderReads() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = Fixtures.bytes(Fixtures.record(random));
      GenericRecord truth = reread(bytes);

      Decoded decoded = (Decoded) projector.project(bytes, NOW);

      assertThat(decoded.id()).isEqualTo(truth.get("id").toString());
      GenericRecord place = (GenericRecord) truth.get("place");
      assertThat(decoded.keyHash()).isEqualTo(place.get("city").toString().hashCode());
      assertThat(decoded.eventTimeMillis()).isEqualTo((Long) truth.get("time") / 1000);
      assertThat(decoded.row()).isEqualTo(encodedByHand(truth));
    }
  }

  private static byte[] encodedByHand(GenericRecord r) throws Exception {
    RowEncoder encoder = new RowEncoder(Fixtures.FEATURES);
    byte[] bytes = new byte[encoder.layout().rowBytes()];
    ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    encoder.clear(row);
    if (r.get("amount") != null) {
      encoder.numeric(row, 0, (Double) r.get("amount"));
    }
    encoder.numeric(row, 1, (Integer) r.get("count"));
    encoder.category(row, 2, r.get("kind").toString());
    if (r.get("note") != null) {
      encoder.category(row, 3, r.get("note").toString());
    }
    encoder.numeric(row, 4, (Float) ((GenericRecord) r.get("place")).get("height"));
    List<?> vector = (List<?>) r.get("vector");
    for (int i = 0; i < 4; i++) {
      encoder.element(row, 5, i, (Float) vector.get(i));
    }
    encoder.flag(row, 6, (Boolean) r.get("known"));
    row.putFloat(RowLayout.LABEL, (Integer) r.get("fraud"));
    row.putLong(RowLayout.EVENT_TIME, (Long) r.get("time") / 1000);
    row.putLong(RowLayout.READY_TIME, NOW);
    return bytes;
  }

  private static GenericRecord reread(byte[] bytes) throws IOException {
    return new GenericDatumReader<GenericRecord>(Fixtures.SCHEMA)
        .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
  }

  @Test
  void readsSingleObjectsOfItsOwnSchemaOnly() throws Exception {
    GenericRecord record = Fixtures.record(new Random(1));
    ByteBuffer framed =
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), Fixtures.SCHEMA).encode(record);
    byte[] bytes = new byte[framed.remaining()];
    framed.get(bytes);

    assertThat(((Decoded) projector.project(bytes, NOW)).row())
        .isEqualTo(((Decoded) projector.project(Fixtures.bytes(record), NOW)).row());

    bytes[5] ^= 1;
    assertThat(((Refusal) projector.project(bytes, NOW)).reason())
        .contains("it begins as a single object of schema fingerprint");
  }

  @Test
  void saysInOneSentenceWhyARecordIsRefused() {
    assertThat(refusal("id", "")).isEqualTo("id: 0 bytes, want 1 to 1024");
    assertThat(refusal("id", "x".repeat(1025))).isEqualTo("id: 1025 bytes, want 1 to 1024");
    assertThat(refusal("note", "x".repeat(65_537))).isEqualTo("note: length 65537, at most 65536");
    assertThat(refusal("amount", Double.NaN))
        .isEqualTo("amount: NaN is outside [-1000000.0, 1000000.0]");
    assertThat(refusal("amount", 1e7))
        .isEqualTo("amount: 1.0E7 is outside [-1000000.0, 1000000.0]");
    assertThat(refusal("vector", List.of(1f, 2f))).isEqualTo("vector: 2 numbers, want 4");
    assertThat(refusal("vector", List.of(1f, 2f, 3f, 4f, 5f)))
        .isEqualTo("vector: 5 items, at most 4");
    assertThat(refusal("fraud", 2)).isEqualTo("fraud: label 2.0 is not a class from 0 to 1");
    assertThat(refusal("place", null)).isEqualTo("place.city: is missing");
    assertThat(refusal("time", (NOW + 3_600_001) * 1000))
        .isEqualTo(
            "time: 1700003600001 ms is more than PT1H ahead of the Kafka record's timestamp"
                + " 1700000000000 ms");
    assertThat(((Refusal) projector.project(null, NOW)).reason())
        .isEqualTo("the record has no value");
    assertThat(((Refusal) projector.project(new byte[(1 << 20) + 1], NOW)).reason())
        .isEqualTo("the record has 1048577 bytes, at most 1048576");
  }

  private @org.jspecify.annotations.Nullable String refusal(String field, Object value) {
    GenericRecord record = Fixtures.record(new Random(3));
    record.put(field, value);
    return projector.project(Fixtures.bytes(record), NOW) instanceof Refusal r ? r.reason() : null;
  }

  @Test
  void refusesTruncationAndTrailingBytes() {
    byte[] bytes = Fixtures.bytes(Fixtures.record(new Random(5)));
    for (int length = 0; length < bytes.length; length++) {
      assertThat(projector.project(Arrays.copyOf(bytes, length), NOW)).isInstanceOf(Refusal.class);
    }
    assertThat(projector.project(Arrays.copyOf(bytes, bytes.length + 3), NOW))
        .isEqualTo(
            new Refusal("3 of %d bytes are left after the record".formatted(bytes.length + 3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"float", "double"})
  void readsAVectorInWhateverBlocksItComes(String type) throws IOException {
    RecordProjector vectors = vectors(type);
    for (int[] blocks : new int[][] {{4}, {1, 3}, {-2, 2}, {1, -1, 1, -1}}) {
      Decoded decoded = (Decoded) vectors.project(vector(type, 0, blocks), NOW);
      ByteBuffer row = ByteBuffer.wrap(decoded.row()).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < 4; i++) {
        assertThat(row.getFloat(RowLayout.slotOffset(0, i))).isEqualTo(i + 0.5f);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"float", "double"})
  void refusesAVectorThatIsLongerThanItsBytesOrThanItMayBe(String type) throws IOException {
    int size = type.equals("float") ? 4 : 8;
    RecordProjector vectors = vectors(type);

    assertThat(vectors.project(vector(type, 2 * size + 2, 4), NOW))
        .isEqualTo(
            new Refusal("v: length %d, but only %d bytes are left".formatted(4 * size, 2 * size)));
    assertThat(vectors.project(vector(type, 0, 3, 2), NOW))
        .isEqualTo(new Refusal("v: 2 items, at most 1"));
    assertThat(vectors.project(vector(type, 0, 3), NOW))
        .isEqualTo(new Refusal("v: 3 numbers, want 4"));
  }

  private static RecordProjector vectors(String type) {
    String json =
        """
        {"type": "record", "name": "V", "fields": [
          {"name": "id", "type": "long"},
          {"name": "v", "type": {"type": "array", "items": "%s"}},
          {"name": "y", "type": "int"}]}
        """
            .formatted(type);
    return RecordProjector.bind(
        new SourceSpec("v", "v.avsc", json, "id", null, null),
        new LabelSpec.Inline("y", 2),
        new FeatureSpec(List.of(new Feature.Vector("v", "v", 4, Feature.Scaling.NONE))));
  }

  /**
   * A record whose vector counts up from 0.5.
   *
   * @param cut bytes at its end that are left out
   * @param blocks items of each; below 0 with the block's bytes, as Avro may
   */
  private static byte[] vector(String type, int cut, int... blocks) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    encoder.writeLong(1);
    int next = 0;
    for (int items : blocks) {
      encoder.writeLong(items);
      if (items < 0) {
        encoder.writeLong(type.equals("float") ? -4L * items : -8L * items);
      }
      for (int i = 0; i < Math.abs(items); i++) {
        if (type.equals("float")) {
          encoder.writeFloat(next + 0.5f);
        } else {
          encoder.writeDouble(next + 0.5);
        }
        next++;
      }
    }
    encoder.writeLong(0);
    encoder.writeInt(1);
    byte[] whole = out.toByteArray();
    return Arrays.copyOf(whole, whole.length - cut);
  }

  @Test
  void refusesABombOfItemsWithoutBytes() throws IOException {
    String json =
        """
        {"type": "record", "name": "Bomb", "fields": [
          {"name": "id", "type": "long"},
          {"name": "nothing", "type": {"type": "array", "items": "null"}},
          {"name": "y", "type": "int"}]}
        """;
    RecordProjector narrow =
        RecordProjector.bind(
            new SourceSpec("b", "bomb.avsc", json, "id", null, null),
            new LabelSpec.Inline("y", 2),
            new FeatureSpec(List.of(Fixtures.numeric("y", 0, 1))));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    encoder.writeLong(1);
    for (int block = 0; block < 50; block++) {
      encoder.writeLong(1 << 19);
    }
    encoder.writeLong(0);
    encoder.writeInt(1);

    assertThat(narrow.project(out.toByteArray(), NOW))
        .isEqualTo(new Refusal("nothing: with it the record has 1572864 items, at most 1048576"));
  }

  @Test
  void labelsHaveNoRow() {
    RecordProjector labels =
        RecordProjector.bindLabels(
            new LabelSpec.FromTopic(
                "labels",
                "transactions.avsc",
                Fixtures.SCHEMA_JSON,
                "id",
                "known",
                null,
                Duration.ofMinutes(1),
                2));
    GenericRecord record = Fixtures.record(new Random(5));
    record.put("known", true);

    Decoded label = (Decoded) labels.project(Fixtures.bytes(record), 42);

    assertThat(label.label()).isEqualTo(1f);
    assertThat(label.eventTimeMillis()).isEqualTo(42);
    assertThat(label.row()).isEmpty();
  }

  @Test
  void rowsAreLittleEndian() {
    GenericRecord record = Fixtures.record(new Random(5));
    record.put("fraud", 1);
    byte[] row = ((Decoded) projector.project(Fixtures.bytes(record), NOW)).row();
    assertThat(ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN).getFloat(0)).isEqualTo(1f);
  }
}
