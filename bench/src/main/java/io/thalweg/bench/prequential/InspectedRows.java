package io.thalweg.bench.prequential;

import io.thalweg.ingestion.file.BadLineException;
import io.thalweg.ingestion.file.InputRow;
import io.thalweg.ingestion.file.RowReader;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Rows of a file whose columns were inspected. An example's id is its number, from 1. */
final class InspectedRows implements LabelledRows {
  private final RowReader reader;
  private final RowEncoder encoder;
  private final List<Feature> features;
  private final LabelColumn label;
  private long number;
  private byte[] row = new byte[0];

  InspectedRows(RowReader reader, CsvInspection inspection) {
    this.reader = reader;
    this.encoder = new RowEncoder(inspection.features());
    this.features = inspection.features().features();
    this.label = inspection.label();
  }

  @Override
  public boolean advance() throws IOException, BadLineException {
    InputRow next = reader.next();
    if (next == null) {
      return false;
    }
    number++;
    byte[] bytes = new byte[encoder.layout().rowBytes()];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    encoder.clear(out);
    long time = PrequentialRun.timeMillis(number);
    out.putFloat(RowLayout.LABEL, label.value(cell(next, label.name())));
    out.putLong(RowLayout.EVENT_TIME, time).putLong(RowLayout.READY_TIME, time);
    for (int i = 0; i < features.size(); i++) {
      String cell = cell(next, features.get(i).field());
      try {
        if (!Cells.isMissing(cell)) {
          encode(out, i, cell);
        }
      } catch (BadValueException e) {
        throw new BadLineException(
            "%s:%d: %s; correct the cell or leave it empty"
                .formatted(reader.name(), next.line(), e.getMessage()));
      }
    }
    row = bytes;
    return true;
  }

  private void encode(ByteBuffer out, int i, String cell) throws BadValueException {
    Feature feature = features.get(i);
    if (feature instanceof Feature.Numeric) {
      encoder.numeric(out, i, Cells.number(cell));
    } else if (feature instanceof Feature.Flag) {
      encoder.flag(out, i, Boolean.parseBoolean(cell));
    } else {
      encoder.category(out, i, cell);
    }
  }

  private static String cell(InputRow row, String column) {
    String cell = row.text(column);
    return cell == null ? "" : cell;
  }

  @Override
  public String id() {
    return Long.toString(number);
  }

  @Override
  public int keyHash() {
    return id().hashCode();
  }

  @Override
  public byte[] row() {
    return row;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
