package io.thalweg.ingestion.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrayCellsTest {
  private static final String ARRAY = "{\"type\": \"array\", \"items\": \"%s\"}";

  @TempDir private Path directory;

  @Test
  void elementsStandBetweenSemicolons() throws Exception {
    assertThat(read(ARRAY.formatted("int"), "1;4")).hasToString("[1, 4]");
    assertThat(read(ARRAY.formatted("string"), "sports;world news"))
        .hasToString("[sports, world news]");
    assertThat(read(ARRAY.formatted("float"), "0.5")).hasToString("[0.5]");
  }

  @Test
  void anEmptyCellIsAnEmptyArrayOrNullWhereItCanBe() throws Exception {
    assertThat(read(ARRAY.formatted("int"), "")).hasToString("[]");
    assertThat(read("[\"null\", " + ARRAY.formatted("int") + "]", "")).isNull();
    assertThat(read("[\"null\", " + ARRAY.formatted("int") + "]", "7")).hasToString("[7]");
  }

  @Test
  void anElementThatIsNoneIsRefusedWithItsLine() {
    assertThatThrownBy(() -> read(ARRAY.formatted("int"), "1;x"))
        .hasMessage("rows.csv:2: column 'y': 'x' is not a long");
    assertThatThrownBy(() -> read(ARRAY.formatted("int"), "1;"))
        .hasMessage("rows.csv:2: column 'y': '' is not a long");
  }

  private @org.jspecify.annotations.Nullable Object read(String type, String cell)
      throws Exception {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "R", "fields": [
                  {"name": "x", "type": "int"}, {"name": "y", "type": %s}]}
                """
                    .formatted(type));
    Path file = Files.writeString(directory.resolve("rows.csv"), "x,y\n1," + cell + "\n");
    try (RowReader rows = RowReader.open(file)) {
      RecordWriter writer = new RecordWriter(rows, schema, AddedColumns.NONE);
      InputRow row = rows.next();
      if (row == null) {
        throw new AssertionError("no row");
      }
      byte[] bytes = writer.encode(row, 1);
      return new GenericDatumReader<GenericRecord>(schema)
          .read(null, DecoderFactory.get().binaryDecoder(bytes, null))
          .get("y");
    }
  }
}
