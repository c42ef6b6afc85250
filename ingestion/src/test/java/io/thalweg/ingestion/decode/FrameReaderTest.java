package io.thalweg.ingestion.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.RegistrySpec.Ids;
import io.thalweg.ingestion.WireSpec.Framing;
import io.thalweg.ingestion.registry.SchemaId;
import io.thalweg.ingestion.registry.SchemaId.Kind;
import io.thalweg.model.feature.BadValueException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Layouts as Confluent's {@code SchemaId} (8.1) and Apicurio's {@code Default4ByteIdHandler},
 * {@code Legacy8ByteIdHandler} and {@code DefaultHeadersHandler} (3.3) write them.
 */
class FrameReaderTest {
  private static final byte[] RECORD = {2, 'a'};
  private static final UUID GUID = UUID.fromString("cc0e0e0e-53c1-4a1a-8f1a-000000000001");

  private final FrameReader confluent = FrameReader.of(Framing.CONFLUENT, Ids.CONTENT);
  private final FrameReader apicurio = FrameReader.of(Framing.APICURIO, Ids.CONTENT);
  private final Frame frame = new Frame();

  @Test
  void readsConfluentsIdBeforeTheRecord() throws Exception {
    byte[] value = {0, 0, 0, 1, 2, 2, 'a'};
    assertThat(confluent.read(value, RecordHeaders.NONE, frame)).isEqualTo(5);
    assertThat(frame.id()).isEqualTo(new SchemaId(Kind.ID, 0, 258));
  }

  @Test
  void readsConfluentsGuidInTheHeader() throws Exception {
    byte[] header = Framed.guid(GUID.getMostSignificantBits(), GUID.getLeastSignificantBits());
    assertThat(confluent.read(RECORD, headers("__value_schema_id", header), frame)).isZero();
    assertThat(frame.id()).hasToString("schema GUID " + GUID);
  }

  @Test
  void readsConfluentsGuidBeforeTheRecordAndItsIdInTheHeader() throws Exception {
    byte[] guid = Framed.guid(1, 2);
    assertThat(confluent.read(guid, RecordHeaders.NONE, frame)).isEqualTo(17);
    assertThat(frame.id()).isEqualTo(new SchemaId(Kind.GUID, 1, 2));
    byte[] id = Framed.withId(9, new byte[0]);
    assertThat(confluent.read(RECORD, headers("__value_schema_id", id), frame)).isZero();
    assertThat(frame.id()).isEqualTo(new SchemaId(Kind.ID, 0, 9));
  }

  @Test
  void readsApicuriosIdsOfBothLengths() throws Exception {
    assertThat(apicurio.read(Framed.withId(7, RECORD), RecordHeaders.NONE, frame)).isEqualTo(5);
    assertThat(frame.id()).isEqualTo(new SchemaId(Kind.CONTENT, 0, 7));
    FrameReader global = FrameReader.of(Framing.APICURIO, Ids.GLOBAL);
    assertThat(global.read(Framed.withLongId(7, RECORD), RecordHeaders.NONE, frame)).isEqualTo(9);
    assertThat(frame.id()).isEqualTo(new SchemaId(Kind.GLOBAL, 0, 7));
  }

  @Test
  void readsApicuriosHeaders() throws Exception {
    byte[] id = Framed.int64(1L << 40);
    assertThat(apicurio.read(RECORD, headers("apicurio.value.globalId", id), frame)).isZero();
    assertThat(frame.id()).isEqualTo(new SchemaId(Kind.GLOBAL, 0, 1L << 40));
    assertThat(apicurio.read(RECORD, headers("apicurio.value.contentId", id), frame)).isZero();
    assertThat(frame.id()).isEqualTo(new SchemaId(Kind.CONTENT, 0, 1L << 40));
  }

  @Test
  void refusesWhatIsNotFramed() {
    assertRefused(
        confluent,
        "{\"a\": 1}".getBytes(StandardCharsets.UTF_8),
        RecordHeaders.NONE,
        "no schema id of Confluent's, in a header or before the record: it begins with byte 0x7b,"
            + " and has 8");
    assertRefused(
        confluent,
        new byte[] {0, 0, 0},
        RecordHeaders.NONE,
        "no schema id of Confluent's, in a header or before the record: it begins with byte 0x00,"
            + " and has 3");
    assertRefused(
        apicurio,
        new byte[0],
        RecordHeaders.NONE,
        "the record is empty, without the schema id of Apicurio's");
  }

  @Test
  void refusesIdsThatThereCannotBe() {
    assertRefused(
        confluent,
        Framed.withId(-3, RECORD),
        RecordHeaders.NONE,
        "schema id -3 is none: they begin at 1");
    assertRefused(
        apicurio,
        Framed.withLongId(0, RECORD),
        RecordHeaders.NONE,
        "content id 0 is none: they begin at 1");
  }

  @Test
  void refusesHeadersOfAnotherLength() {
    assertRefused(
        confluent,
        RECORD,
        headers("__value_schema_id", Arrays.copyOf(Framed.guid(1, 2), 16)),
        "header __value_schema_id has 16 bytes, want 0 and an id in 5, or 1 and a GUID in 17");
    assertRefused(
        apicurio,
        RECORD,
        headers("apicurio.value.globalId", new byte[7]),
        "header apicurio.value.globalId has 7 bytes, want 8");
  }

  @Test
  void refusesAvrosJsonEncoding() {
    assertThatThrownBy(
            () ->
                ApicurioFrame.requireBinary(
                    headers("apicurio.value.encoding", "JSON".getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(BadValueException.class)
        .hasMessage(
            "header apicurio.value.encoding is not BINARY: Avro's JSON encoding isn't read");
  }

  private void assertRefused(
      FrameReader reader, byte[] value, RecordHeaders headers, String reason) {
    assertThatThrownBy(() -> reader.read(value, headers, frame))
        .isInstanceOf(BadValueException.class)
        .hasMessage(reason);
  }

  private static RecordHeaders headers(String name, byte[] value) {
    return Map.of(name, value)::get;
  }
}
