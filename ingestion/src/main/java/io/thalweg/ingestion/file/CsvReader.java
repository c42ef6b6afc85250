package io.thalweg.ingestion.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.thalweg.ingestion.NearestName;
import io.thalweg.model.config.JsonFault;
import java.io.IOException;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CSV with a header row and RFC 4180 quotes; empty lines and blanks before a cell don't count.
 * Confined to one thread.
 */
final class CsvReader implements RowReader {
  private final String name;
  private final MappingIterator<String[]> rows;
  private final Map<String, Integer> header = new LinkedHashMap<>();
  private long line = 1;

  private CsvReader(String name, MappingIterator<String[]> rows) {
    this.name = name;
    this.rows = rows;
  }

  /** Reads the header. The reader is the caller's until this returns. */
  static CsvReader open(String name, Reader reader) throws IOException, BadLineException {
    MappingIterator<String[]> rows =
        new CsvMapper()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .readerFor(String[].class)
            .readValues(reader);
    CsvReader csv = new CsvReader(name, rows);
    csv.readHeader();
    return csv;
  }

  private void readHeader() throws IOException, BadLineException {
    String[] names = cells();
    if (names == null) {
      throw new BadLineException(name + ":1: no header; put the columns' names in the first line");
    }
    for (int i = 0; i < names.length; i++) {
      String column = i == 0 && names[i].startsWith("\uFEFF") ? names[i].substring(1) : names[i];
      if (header.putIfAbsent(column, i) != null) {
        throw new BadLineException("%s:1: two columns are named '%s'".formatted(name, column));
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> columns() {
    return List.copyOf(header.keySet());
  }

  @Override
  public void requireColumn(String field) throws BadLineException {
    if (!header.containsKey(field)) {
      throw new BadLineException(
          "%s:1: no column '%s'%s".formatted(name, field, NearestName.hint(field, columns())));
    }
  }

  @Override
  public @Nullable InputRow next() throws IOException, BadLineException {
    String[] cells = cells();
    if (cells == null) {
      return null;
    }
    if (cells.length != header.size()) {
      throw new BadLineException(
          "%s:%d: %d cells, the header has %d".formatted(name, line, cells.length, header.size()));
    }
    return new CsvRow(line, header, cells);
  }

  /** Where the newest row starts, good or bad, from 1. */
  long line() {
    return line;
  }

  private String @Nullable [] cells() throws IOException, BadLineException {
    try {
      if (!rows.hasNextValue()) {
        return null;
      }
      line = rows.getCurrentLocation().getLineNr();
      return rows.nextValue();
    } catch (JsonProcessingException e) {
      throw new BadLineException("%s:%d: %s".formatted(name, line, JsonFault.of(e)));
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
