package io.thalweg.ingestion.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.BackfillSpec.Format;
import io.thalweg.ingestion.BackfillSpec.InputFile;
import io.thalweg.ingestion.WireSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventRowsTest {
  private static final Schema SCHEMA =
      schema("{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"x\", \"type\": \"double\"}");

  /** As plain Avro: 3, zigzag, and 0.5. */
  private static final byte[] THREE_AND_A_HALF = {6, 0, 0, 0, 0, 0, 0, (byte) 0xe0, 0x3f};

  @TempDir private Path directory;

  private static Schema schema(String fields) {
    return new Schema.Parser()
        .parse("{\"type\": \"record\", \"name\": \"E\", \"fields\": [" + fields + "]}");
  }

  private InputFile file(String name, Format format) {
    return new InputFile("past/" + name, directory.resolve(name).toString(), format);
  }

  private List<EventRow> rows(InputFile file) throws Exception {
    List<EventRow> all = new ArrayList<>();
    try (EventRows rows = EventRows.open(file, SCHEMA)) {
      for (EventRow row = rows.next(); row != null; row = rows.next()) {
        all.add(row);
      }
    }
    return all;
  }

  @Test
  void rowsOfCsvAreRecordsOfTheSchemaOrSayWhyNot() throws Exception {
    Files.writeString(
        directory.resolve("a.csv"),
        "note,x,id\n\"two\nlines, and \"\"more\"\"\",0.5,3\n,?,4\n1,2\n,1,5\n");
    List<EventRow> rows = rows(file("a.csv", Format.CSV));
    assertThat(rows).extracting(EventRow::place).containsExactly(2L, 4L, 5L, 6L);
    assertThat(rows.get(0).record()).isEqualTo(THREE_AND_A_HALF);
    assertThat(rows.get(0).original())
        .isEqualTo("\"two\nlines, and \"\"more\"\"\",0.5,3".getBytes(UTF_8));
    assertThat(rows.get(1).record()).isNull();
    assertThat(rows.get(1).original()).isEqualTo(",?,4".getBytes(UTF_8));
    assertThat(rows.get(1).refusal()).isEqualTo("column 'x': '?' is not a number");
    assertThat(rows.get(2).record()).isNull();
    assertThat(rows.get(2).original()).as("no row of the file").isNull();
    assertThat(rows.get(2).refusal()).isEqualTo("2 cells, the header has 3");
    assertThat(rows.get(3).record()).isNotNull();
    assertThat(EventRows.wire(Format.CSV)).isEqualTo(WireSpec.PLAIN);
  }

  @Test
  void whatIsNoTextOrNoRowOfCsvHoldsUpNothingBehindIt() throws Exception {
    byte[] bytes = "id,x\n?,1\n3,0.5\n4,1\"\n5,\"1".getBytes(UTF_8);
    bytes[5] = (byte) 0xff;
    Files.write(directory.resolve("a.csv"), bytes);
    List<EventRow> rows = rows(file("a.csv", Format.CSV));
    assertThat(rows).extracting(EventRow::place).startsWith(2L, 3L, 4L).hasSize(4);
    assertThat(rows.get(0).refusal()).isEqualTo("the row has bytes that are no UTF-8");
    assertThat(rows.get(1).record()).isEqualTo(THREE_AND_A_HALF);
    assertThat(rows.get(2).refusal()).isEqualTo("column 'x': '1\"' is not a number");
    assertThat(rows.get(3).record()).as("its quotes don't end").isNull();
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstLine() throws Exception {
    Files.writeString(directory.resolve("a.jsonl"), "\uFEFF{\"id\": 3}\n\uFEFF{}\n");
    Files.writeString(directory.resolve("mark.jsonl"), "\uFEFF");
    Files.writeString(directory.resolve("a.csv"), "\uFEFFid,x\n3,0.5\n");
    List<EventRow> rows = rows(file("a.jsonl", Format.JSON));
    assertThat(rows.get(0).record()).isEqualTo("{\"id\": 3}".getBytes(UTF_8));
    assertThat(rows.get(1).record()).isEqualTo("\uFEFF{}".getBytes(UTF_8));
    assertThat(rows(file("mark.jsonl", Format.JSON))).isEmpty();
    assertThat(rows(file("a.csv", Format.CSV)).get(0).record()).isEqualTo(THREE_AND_A_HALF);
  }

  @Test
  void linesOfJsonAreRecordsAsTheyStandThere() throws Exception {
    Files.writeString(directory.resolve("a.jsonl"), "{\"id\": 3}\r\n\n  \n{nonsense\n[]");
    List<EventRow> rows = rows(file("a.jsonl", Format.JSON));
    assertThat(rows).extracting(EventRow::place).containsExactly(1L, 4L, 5L);
    assertThat(rows)
        .extracting(row -> new String(row.record(), UTF_8))
        .containsExactly("{\"id\": 3}\r", "{nonsense", "[]");
    assertThat(EventRows.wire(Format.JSON).format()).isEqualTo(WireSpec.Format.JSON);
  }

  @Test
  void linesOfAnyLengthComeWholeWhereverABufferEnds() throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      lines.add("x".repeat(1 + random.nextInt(2_000)) + i);
    }
    lines.add(
        "y".repeat(1 << 16)); // and a line end that is the first byte of a buffer, or the last
    lines.add("z".repeat((1 << 16) - 1));
    Files.write(directory.resolve("a.jsonl"), lines);
    assertThat(rows(file("a.jsonl", Format.JSON)))
        .extracting(row -> new String(row.record(), UTF_8))
        .isEqualTo(lines);
  }

  @Test
  void aLineThatIsLongerThanAnyRecordIsKeptNoFurther() throws Exception {
    Files.writeString(directory.resolve("a.jsonl"), "x".repeat(3 << 20) + "\n{}\n");
    List<EventRow> rows = rows(file("a.jsonl", Format.JSON));
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).record()).hasSize((1 << 20) + 1);
    assertThat(rows.get(1).record()).isEqualTo("{}".getBytes(UTF_8));
  }

  @Test
  void recordsOfAContainerFileBecomeThoseOfTheSchema() throws Exception {
    Schema writers =
        schema(
            "{\"name\": \"x\", \"type\": \"float\"}, {\"name\": \"more\", \"type\": \"string\"},"
                + " {\"name\": \"id\", \"type\": \"int\"}");
    write(writers, 3);
    List<EventRow> rows = rows(file("a.avro", Format.AVRO));
    assertThat(rows).extracting(EventRow::place).containsExactly(1L, 2L, 3L);
    assertThat(rows.get(2).record()).isEqualTo(THREE_AND_A_HALF);
  }

  private void write(Schema writers, int records) throws IOException {
    try (var out = new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(writers))) {
      out.create(writers, directory.resolve("a.avro").toFile());
      for (int i = 1; i <= records; i++) {
        GenericRecord record = new GenericData.Record(writers);
        record.put("x", 0.5f);
        record.put("more", "text");
        record.put("id", i);
        out.append(record);
      }
    }
  }

  @Test
  void aContainerFileThatBreaksOffEndsWithItsPlace() throws Exception {
    Schema writers =
        schema(
            "{\"name\": \"x\", \"type\": \"float\"}, {\"name\": \"more\", \"type\": \"string\"},"
                + " {\"name\": \"id\", \"type\": \"int\"}");
    write(writers, 3);
    byte[] whole = Files.readAllBytes(directory.resolve("a.avro"));
    Files.write(directory.resolve("a.avro"), Arrays.copyOf(whole, whole.length - 20));
    assertThatThrownBy(() -> rows(file("a.avro", Format.AVRO)))
        .isInstanceOf(EventFileException.class)
        .hasMessage(
            "past/a.avro: record 1 and what comes behind it can't be read: the file breaks off at"
                + " byte %d",
            whole.length - 20);
  }

  @Test
  void aFileThatCantBeOfTheSchemaIsRefusedAtOnce() throws Exception {
    Files.writeString(directory.resolve("a.csv"), "id,xx\n");
    refused(Format.CSV, "a.csv", "past/a.csv:1: no column 'x'; did you mean 'xx'?");
    refused(
        Format.JSON,
        "b.jsonl",
        "past/b.jsonl: there is no file %s; put it there, or leave it out of backfill.files"
            .formatted(directory.resolve("b.jsonl")));
    refused(
        Format.AVRO,
        "a.csv",
        "past/a.csv: no container file of Avro; its rows are those of another backfill.format");
  }

  private void refused(Format format, String name, String message) {
    assertThatThrownBy(() -> EventRows.open(file(name, format), SCHEMA).close())
        .isInstanceOf(EventFileException.class)
        .hasMessage(message);
  }
}
