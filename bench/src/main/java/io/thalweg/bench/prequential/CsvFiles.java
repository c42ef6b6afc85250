package io.thalweg.bench.prequential;

import io.thalweg.bench.BenchException;
import io.thalweg.ingestion.file.BadLineException;
import io.thalweg.ingestion.file.RowReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/** Opens and counts. Stateless. */
final class CsvFiles {
  private CsvFiles() {}

  /** The caller closes. */
  static RowReader open(Path file) throws IOException, BadLineException {
    if (!Files.isRegularFile(file)) {
      throw new BenchException("there is no file " + file + "; check --csv");
    }
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
      throw new BenchException(file + " is no .csv file; --csv wants one with a header");
    }
    return RowReader.open(file);
  }

  /** Rows of the file, at most {@code limit}. */
  static long count(Path file, OptionalLong limit) throws IOException, BadLineException {
    try (RowReader reader = open(file)) {
      long rows = 0;
      while (rows < limit.orElse(Long.MAX_VALUE) && reader.next() != null) {
        rows++;
      }
      if (rows == 0) {
        throw new BenchException(
            reader.name() + ": no rows below the header; give a file with some");
      }
      return rows;
    }
  }
}
