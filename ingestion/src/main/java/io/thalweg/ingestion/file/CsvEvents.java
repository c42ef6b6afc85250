package io.thalweg.ingestion.file;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Rows of CSV as plain Avro. Confined to one thread. */
final class CsvEvents implements EventRows {
  private static final char REPLACEMENT = '\uFFFD';

  private final CsvReader rows;
  private final RecordWriter writer;
  private long number;

  private CsvEvents(CsvReader rows, RecordWriter writer) {
    this.rows = rows;
    this.writer = writer;
  }

  static CsvEvents open(String name, Path file, Schema schema)
      throws IOException, EventFileException {
    // Whose decoder replaces what is no UTF-8, so that reading goes on behind it.
    var reader = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8);
    try {
      CsvReader rows = CsvReader.open(name, reader);
      return new CsvEvents(rows, new RecordWriter(rows, schema, AddedColumns.NONE));
    } catch (BadLineException e) {
      reader.close();
      throw new EventFileException(String.valueOf(e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public @Nullable EventRow next() throws EventFileException {
    number++;
    byte[] original = null;
    try {
      InputRow row = rows.next();
      if (row == null) {
        return null;
      }
      String text = row.original();
      original = text.getBytes(StandardCharsets.UTF_8);
      if (text.indexOf(REPLACEMENT) >= 0) {
        return EventRow.refused(row.line(), original, "the row has bytes that are no UTF-8");
      }
      return EventRow.of(row.line(), original, writer.encode(row, number));
    } catch (BadLineException e) {
      return EventRow.refused(rows.line(), original, reason(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new EventFileException(
          "%s:%d: %s".formatted(rows.name(), rows.line(), e.getMessage()), e);
    }
  }

  /** Where it is stands beside it. */
  private String reason(String message) {
    String place = "%s:%d: ".formatted(rows.name(), rows.line());
    return message.startsWith(place) ? message.substring(place.length()) : message;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
