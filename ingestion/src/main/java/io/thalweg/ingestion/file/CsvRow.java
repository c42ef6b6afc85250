package io.thalweg.ingestion.file;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** A row of CSV. Immutable. */
final class CsvRow implements InputRow {
  private final long line;
  private final Map<String, Integer> header;
  private final String[] cells;

  CsvRow(long line, Map<String, Integer> header, String[] cells) {
    this.line = line;
    this.header = header;
    this.cells = cells;
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public @Nullable String text(String column) {
    Integer at = header.get(column);
    return at == null ? null : cells[at];
  }

  @Override
  public String original() {
    return Arrays.stream(cells).map(CsvRow::quoted).collect(Collectors.joining(","));
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  @Override
  public void write(String column, Schema schema, Encoder out)
      throws IOException, BadCellException {
    String cell = text(column);
    if (cell == null) {
      throw new BadCellException("", "is no column of the file");
    }
    TextValues.write(schema, cell, out);
  }
}
