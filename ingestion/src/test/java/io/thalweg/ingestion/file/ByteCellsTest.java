package io.thalweg.ingestion.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteCellsTest {
  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "R", "fields": [
                {"name": "b", "type": "bytes"},
                {"name": "f", "type": {"type": "fixed", "name": "F", "size": 2}}]}
              """);
  private static final byte[] TWO = {(byte) 250, 7};

  @TempDir private Path directory;

  @Test
  void bytesAreBase64InBothFormats() throws Exception {
    assertThat(read("rows.csv", "b,f\n,+gc=\n")).isEqualTo(record(new byte[0], TWO));
    assertThat(read("rows.jsonl", "{\"b\": \"AQID\", \"f\": \"+gc=\"}\n"))
        .isEqualTo(record(new byte[] {1, 2, 3}, TWO));
  }

  @Test
  void whatIsNoBase64OrOfAnotherLengthIsRefusedWithItsLine() {
    assertThatThrownBy(() -> read("rows.csv", "b,f\nAQ!,+gc=\n"))
        .hasMessage("rows.csv:2: column 'b': 'AQ!' is not base64");
    assertThatThrownBy(() -> read("rows.csv", "b,f\nAQID,AQID\n"))
        .hasMessage("rows.csv:2: column 'f': 'AQID' has 3 bytes, want 2");
    assertThatThrownBy(() -> read("rows.jsonl", "{\"b\": 3, \"f\": \"+gc=\"}\n"))
        .hasMessage("rows.jsonl:1: column 'b': '3' is not of type bytes");
  }

  private static GenericRecord record(byte[] bytes, byte[] fixed) {
    GenericRecord r = new GenericData.Record(SCHEMA);
    r.put("b", ByteBuffer.wrap(bytes));
    r.put("f", new GenericData.Fixed(SCHEMA.getField("f").schema(), fixed));
    return r;
  }

  private GenericRecord read(String name, String text) throws Exception {
    Path file = Files.writeString(directory.resolve(name), text);
    try (RowReader rows = RowReader.open(file)) {
      RecordWriter writer = new RecordWriter(rows, SCHEMA, AddedColumns.NONE);
      InputRow row = rows.next();
      if (row == null) {
        throw new AssertionError("no row");
      }
      return new GenericDatumReader<GenericRecord>(SCHEMA)
          .read(null, DecoderFactory.get().binaryDecoder(writer.encode(row, 1), null));
    }
  }
}
