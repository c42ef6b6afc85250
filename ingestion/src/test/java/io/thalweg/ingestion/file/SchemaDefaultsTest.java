package io.thalweg.ingestion.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaDefaultsTest {
  private static final Schema SCHEMA =
      SchemaBuilder.record("Price")
          .fields()
          .requiredDouble("price")
          .name("market")
          .type()
          .stringType()
          .stringDefault("NSW")
          .endRecord();

  @TempDir private Path directory;

  @Test
  void aTextThatTheFileHasNoColumnForTakesItsDefault() throws Exception {
    assertThat(market("price\n1.5\n")).isEqualTo("NSW");
  }

  @Test
  void aColumnOfTheFileComesBeforeTheDefault() throws Exception {
    assertThat(market("price,market\n1.5,VIC\n")).isEqualTo("VIC");
  }

  @Test
  void aNumberIsWantedOfTheFileThoughItHasADefault() throws Exception {
    Schema schema =
        SchemaBuilder.record("Price")
            .fields()
            .requiredString("market")
            .name("price")
            .type()
            .doubleType()
            .doubleDefault(0)
            .endRecord();
    try (RowReader rows = reader("market\nVIC\n")) {
      assertThatThrownBy(() -> new RecordWriter(rows, schema, AddedColumns.NONE))
          .hasMessage("prices.csv:1: no column 'price'; it has market");
    }
  }

  private String market(String csv) throws Exception {
    try (RowReader rows = reader(csv)) {
      RecordWriter writer = new RecordWriter(rows, SCHEMA, AddedColumns.NONE);
      InputRow row = rows.next();
      if (row == null) {
        throw new AssertionError("no row");
      }
      byte[] bytes = writer.encode(row, 1);
      GenericRecord record =
          new GenericDatumReader<GenericRecord>(SCHEMA)
              .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
      assertThat(writer.text(row, 1, "market")).isEqualTo(record.get("market").toString());
      return record.get("market").toString();
    }
  }

  private RowReader reader(String csv) throws Exception {
    Path file = directory.resolve("prices.csv");
    Files.writeString(file, csv);
    return RowReader.open(file);
  }
}
