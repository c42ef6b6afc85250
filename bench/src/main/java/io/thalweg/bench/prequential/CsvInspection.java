package io.thalweg.bench.prequential;

import io.thalweg.bench.BenchException;
import io.thalweg.ingestion.file.BadLineException;
import io.thalweg.ingestion.file.InputRow;
import io.thalweg.ingestion.file.RowReader;
import io.thalweg.model.feature.FeatureSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a file's columns are, by a look at all rows that are asked for. Immutable.
 *
 * @param rows that were looked at
 * @param leftOut columns that tell nothing: all the same, or each row's own name
 */
record CsvInspection(FeatureSpec features, LabelColumn label, long rows, List<String> leftOut) {
  CsvInspection {
    leftOut = List.copyOf(leftOut);
  }

  static CsvInspection of(Path file, String label, OptionalLong limit)
      throws IOException, BadLineException {
    List<ColumnProfile> columns = new ArrayList<>();
    long rows = 0;
    String name;
    try (RowReader reader = CsvFiles.open(file)) {
      name = reader.name();
      reader.requireColumn(label);
      reader.columns().forEach(c -> columns.add(new ColumnProfile(c)));
      for (InputRow row = reader.next();
          row != null && rows < limit.orElse(Long.MAX_VALUE);
          row = reader.next()) {
        rows++;
        for (ColumnProfile column : columns) {
          String cell = row.text(column.name);
          column.see(cell == null ? "" : cell);
        }
      }
    }
    if (rows == 0) {
      throw new BenchException(name + ": no rows below the header; give a file with some");
    }
    return derive(name, label, columns, rows);
  }

  private static CsvInspection derive(
      String name, String label, List<ColumnProfile> columns, long rows) {
    List<ColumnProfile> inputs = new ArrayList<>(columns);
    inputs.removeIf(c -> c.name.equals(label) || c.isUseless());
    if (inputs.isEmpty()) {
      throw new BenchException(
          "%s: no column beside '%s' tells rows apart; give a file with features"
              .formatted(name, label));
    }
    ColumnProfile of = columns.stream().filter(c -> c.name.equals(label)).findFirst().orElseThrow();
    return new CsvInspection(
        new FeatureSpec(inputs.stream().map(ColumnProfile::feature).toList()),
        LabelColumn.of(of, name, rows),
        rows,
        columns.stream()
            .filter(c -> !c.name.equals(label) && c.isUseless())
            .map(c -> c.name)
            .toList());
  }
}
