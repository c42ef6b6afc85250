package io.thalweg.ingestion.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** An Avro schema from a CSV file's header and first rows. Stateless. */
public final class SchemaGuess {
  static final int ROWS = 1000;

  private SchemaGuess() {}

  /**
   * A record of long, double, boolean and string fields: the narrowest type that takes all of a
   * column's cells; a union with null where some are empty; string where all are.
   */
  public static Schema fromCsv(Path file, String recordName) throws IOException, BadLineException {
    try (RowReader reader = RowReader.open(file)) {
      if (!(reader instanceof CsvReader csv)) {
        throw new BadLineException(
            reader.name() + ": not a .csv file; give a schema for other kinds of file");
      }
      List<ColumnGuess> columns = csv.columns().stream().map(ColumnGuess::new).toList();
      InputRow row = csv.next();
      for (int i = 0; i < ROWS && row != null; i++) {
        for (ColumnGuess column : columns) {
          column.see(row.text(column.name));
        }
        row = csv.next();
      }
      List<Schema.Field> fields = new ArrayList<>();
      for (ColumnGuess column : columns) {
        fields.add(column.field(csv.name()));
      }
      return Schema.createRecord(recordName, null, null, false, fields);
    }
  }

  /** What a column's cells have been so far. */
  private static final class ColumnGuess {
    private final String name;
    private boolean whole = true;
    private boolean number = true;
    private boolean flag = true;
    private boolean someEmpty;
    private boolean allEmpty = true;

    ColumnGuess(String name) {
      this.name = name;
    }

    void see(@Nullable String cell) {
      if (cell == null || cell.isEmpty()) {
        someEmpty = true;
        return;
      }
      allEmpty = false;
      whole = whole && takes(Schema.Type.LONG, cell);
      number = number && takes(Schema.Type.DOUBLE, cell);
      flag = flag && takes(Schema.Type.BOOLEAN, cell);
    }

    private static boolean takes(Schema.Type type, String cell) {
      try {
        switch (type) {
          case LONG -> TextValues.toLong(cell);
          case DOUBLE -> TextValues.toDouble(cell);
          default -> TextValues.toBoolean(cell);
        }
        return true;
      } catch (BadCellException e) {
        return false;
      }
    }

    Schema.Field field(String file) throws BadLineException {
      Schema type = Schema.create(type());
      try {
        return new Schema.Field(
            name,
            someEmpty && !allEmpty
                ? Schema.createUnion(Schema.create(Schema.Type.NULL), type)
                : type);
      } catch (AvroRuntimeException e) {
        throw new BadLineException(
            "%s:1: column '%s' can't be an Avro field; name it with letters, digits and '_'"
                .formatted(file, name));
      }
    }

    private Schema.Type type() {
      if (allEmpty) {
        return Schema.Type.STRING;
      }
      if (flag) {
        return Schema.Type.BOOLEAN;
      }
      if (whole) {
        return Schema.Type.LONG;
      }
      return number ? Schema.Type.DOUBLE : Schema.Type.STRING;
    }
  }
}
