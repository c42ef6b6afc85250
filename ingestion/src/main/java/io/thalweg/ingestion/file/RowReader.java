package io.thalweg.ingestion.file;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a file's rows in order. Confined to one thread; the caller closes. */
public interface RowReader extends Closeable {
  /** How errors name the file. */
  String name();

  /** The next row, null at the end. A bad line is left behind: reading goes on after it. */
  @Nullable InputRow next() throws IOException, BadLineException;

  /** Names of the columns, in order; empty where rows differ in their fields. */
  List<String> columns();

  /** Refuses a field that no row can have; where rows differ in their fields, none is refused. */
  void requireColumn(String field) throws BadLineException;

  /**
   * Opens a text of JSON lines.
   *
   * @param name how errors name it
   */
  static RowReader ofJson(String name, String lines) {
    return new JsonLinesReader(name, new BufferedReader(new StringReader(lines)));
  }

  /**
   * Opens a file by its ending: {@code .csv}, else JSON lines ({@code .jsonl}, {@code .ndjson}).
   */
  static RowReader open(Path file) throws IOException, BadLineException {
    String name = String.valueOf(file.getFileName());
    var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
    try {
      String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      return switch (ending) {
        case "csv" -> CsvReader.open(name, reader);
        case "jsonl", "ndjson", "json" -> new JsonLinesReader(name, reader);
        default ->
            throw new BadLineException(
                "%s: unknown kind of file '.%s'; rename it to .csv or .jsonl"
                    .formatted(name, ending));
      };
    } catch (IOException | BadLineException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }
}
