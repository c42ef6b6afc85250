package io.thalweg.bench.drift.moa;

import io.thalweg.ingestion.generate.Column;
import io.thalweg.ingestion.generate.GeneratedStream;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes what the program reads, in the layout that its source states. Stateless. */
public final class MoaRows {
  private MoaRows() {}

  /** Numbers are written as a pipeline's rows hold them, in float32. */
  public static void write(Path file, GeneratedStream stream, int rows) throws IOException {
    List<Column> columns = stream.columns();
    double[] values = new double[columns.size()];
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(rows);
      out.writeInt(columns.size() + 1);
      for (Column column : columns) {
        out.writeInt(column instanceof Column.Nominal nominal ? nominal.values() : 0);
      }
      out.writeInt(stream.classes());
      for (int r = 0; r < rows; r++) {
        int label = stream.next(values);
        for (double value : values) {
          out.writeDouble((float) value);
        }
        out.writeDouble(label);
      }
    }
  }
}
