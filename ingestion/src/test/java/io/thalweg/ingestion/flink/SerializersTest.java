package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.LabelSet;
import io.thalweg.model.feature.PastKey;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SerializersTest {
  private static final String EXAMPLE_TIMES = "01020304" + "0000000000000005" + "0000000000000006";
  private static final String EXAMPLE_END = "00000003c3a931" + "000000020708";
  private static final Example EXAMPLE =
      new Example(
          "é1",
          0x01020304,
          5,
          6,
          new Position(1, 9),
          new Position(2, 10),
          11,
          true,
          new byte[] {7, 8});
  private static final String EXAMPLE_POSITIONS =
      "00000001" + "0000000000000009" + "00000002" + "000000000000000a";
  private static final String EXAMPLE_HEX =
      EXAMPLE_TIMES + EXAMPLE_POSITIONS + "000000000000000b" + "01" + EXAMPLE_END;
  private static final String LABEL_TIMES = "3f800000" + "0000000000000002" + "0000000000000003";
  private static final Label LABEL = new Label("a", 1f, 2, 3, new Position(4, 5));
  private static final String LABEL_HEX =
      LABEL_TIMES + "00000004" + "0000000000000005" + "00000000" + "0000000161";
  private static final Label SET =
      new Label("a", 2f, LabelSet.none(40).with(1).with(39), 2, 3, new Position(4, 5));
  private static final String SET_HEX =
      "40000000"
          + "0000000000000002"
          + "0000000000000003"
          + "00000004"
          + "0000000000000005"
          + "00000002"
          + "00000002"
          + "00000080"
          + "0000000161";
  private static final DeadLetter LETTER =
      new DeadLetter("t", 1, 2, null, new byte[] {9}, "why", 3);
  private static final String LETTER_HEX =
      "00000001"
          + "0000000000000002"
          + "0000000000000003"
          + "0000000174"
          + "00000003776879"
          + "ffffffff"
          + "0000000109";
  private static final String NO_HEADERS = "00000000";
  private static final DeadLetter FRAMED_LETTER =
      new DeadLetter("t", 1, 2, null, new byte[] {9}, "why", 3, Map.of("h", new byte[] {5, 6}));
  private static final String HEADERS_HEX = "00000001" + "0000000168" + "000000020506";

  @Test
  void bytesStayAsTheyAre() throws Exception {
    pinned(ExampleSerializer.INSTANCE, EXAMPLE, EXAMPLE_HEX);
    pinned(LabelSerializer.INSTANCE, LABEL, LABEL_HEX);
    pinned(LabelSerializer.INSTANCE, SET, SET_HEX);
    pinned(DeadLetterSerializer.INSTANCE, LETTER, LETTER_HEX + NO_HEADERS);
    pinned(DeadLetterSerializer.INSTANCE, FRAMED_LETTER, LETTER_HEX + HEADERS_HEX);
    pinned(ArrivalSerializer.INSTANCE, EXAMPLE, "00" + EXAMPLE_HEX);
    pinned(ArrivalSerializer.INSTANCE, LABEL, "01" + LABEL_HEX);
    pinned(ArrivalSerializer.INSTANCE, LETTER, "02" + LETTER_HEX + NO_HEADERS);
    String erasures = "00000001" + "0000000000000007" + "0000000000000009";
    pinned(ErasuresSerializer.INSTANCE, Erasures.of(7, 9), erasures);
    pinned(ArrivalSerializer.INSTANCE, Erasures.of(7, 9), "03" + erasures);
    pinned(ArrivalSerializer.INSTANCE, new FilesEnd(), "04");
    PastKey key = new PastKey(Part.LABELS, "é");
    String keyHex = "00000009" + "6c6162656c733ac3a9";
    pinned(
        PastUpdateSerializer.INSTANCE,
        new PastUpdate(key, new byte[] {5, 6}),
        keyHex + "00000002" + "0506");
    pinned(PastUpdateSerializer.INSTANCE, PastUpdate.forgotten(key), keyHex + "ffffffff");
  }

  @Test
  void version1WhichKnewNoPositionsIsReadAndMigrated() throws Exception {
    migrated(
        new ExampleSerializer.Snapshot(),
        1,
        EXAMPLE_TIMES + EXAMPLE_END,
        new Example("é1", 0x01020304, 5, 6, new byte[] {7, 8}));
    migrated(
        new LabelSerializer.Snapshot(), 1, LABEL_TIMES + "0000000161", new Label("a", 1f, 2, 3));
  }

  @Test
  void version2OfAnExampleWhichKnewNoSubjectIsReadAndMigrated() throws Exception {
    migrated(
        new ExampleSerializer.Snapshot(),
        2,
        EXAMPLE_TIMES + EXAMPLE_POSITIONS + EXAMPLE_END,
        new Example(
            "é1", 0x01020304, 5, 6, new Position(1, 9), new Position(2, 10), new byte[] {7, 8}));
  }

  @Test
  void version2OfALabelWhichKnewNoSetsIsReadAndMigrated() throws Exception {
    String hex = LABEL_TIMES + "00000004" + "0000000000000005" + "0000000161";
    migrated(new LabelSerializer.Snapshot(), 2, hex, LABEL);
  }

  @Test
  void version1OfADeadLetterWhichKnewNoHeadersIsReadAndMigrated() throws Exception {
    migrated(new DeadLetterSerializer.Snapshot(), 1, LETTER_HEX, LETTER);
  }

  private static <T> void migrated(VersionedSnapshot<T> now, int version, String hex, T value)
      throws Exception {
    DataOutputSerializer checkpoint = new DataOutputSerializer(64);
    checkpoint.writeUTF(now.getClass().getName());
    checkpoint.writeInt(version);
    TypeSerializerSnapshot<T> then =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(checkpoint.getCopyOfBuffer()),
            SerializersTest.class.getClassLoader());
    pinned(then.restoreSerializer(), value, hex);
    assertThat(now.resolveSchemaCompatibility(then).isCompatibleAfterMigration()).isTrue();
    assertThat(now.resolveSchemaCompatibility(now).isCompatibleAsIs()).isTrue();
  }

  private static <T> void pinned(TypeSerializer<T> serializer, T value, String hex)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer())).isEqualTo(hex);
    byte[] golden = HexFormat.of().parseHex(hex);
    assertThat(serializer.deserialize(new DataInputDeserializer(golden))).isEqualTo(value);
    DataOutputSerializer copy = new DataOutputSerializer(64);
    serializer.copy(new DataInputDeserializer(golden), copy);
    assertThat(copy.getCopyOfBuffer()).isEqualTo(golden);
  }

  @Test
  void snapshotsRefuseUnknownVersions() {
    assertThatThrownBy(
            () ->
                new ExampleSerializer.Snapshot()
                    .readSnapshot(
                        4, new DataInputDeserializer(new byte[0]), getClass().getClassLoader()))
        .isInstanceOf(IOException.class)
        .hasMessage("ExampleSerializer: bytes of version 4, this build reads up to version 3");
  }
}
