package io.thalweg.bench.drift;

import io.thalweg.bench.prequential.LabelledRows;
import io.thalweg.bench.prequential.PrequentialRun;
import io.thalweg.ingestion.generate.GeneratedStream;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A generated stream as a pipeline gets it. An example's id is its number, from 1. */
final class GeneratedRows implements LabelledRows {
  private final GeneratedStream stream;
  private final RowEncoder encoder;
  private final List<Feature> features;
  private final double[] values;
  private long number;
  private byte[] row = new byte[0];

  /**
   * Rows of a stream, from where it stands.
   *
   * @param features one for each column
   */
  GeneratedRows(GeneratedStream stream, FeatureSpec features) {
    this.stream = stream;
    this.encoder = new RowEncoder(features);
    this.features = features.features();
    this.values = new double[this.features.size()];
  }

  @Override
  public boolean advance() {
    number++;
    int label = stream.next(values);
    byte[] bytes = new byte[encoder.layout().rowBytes()];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    encoder.clear(out);
    long time = PrequentialRun.timeMillis(number);
    out.putFloat(RowLayout.LABEL, label);
    out.putLong(RowLayout.EVENT_TIME, time).putLong(RowLayout.READY_TIME, time);
    for (int i = 0; i < values.length; i++) {
      encode(out, i);
    }
    row = bytes;
    return true;
  }

  private void encode(ByteBuffer out, int i) {
    Feature feature = features.get(i);
    if (feature instanceof Feature.Numeric) {
      try {
        encoder.numeric(out, i, values[i]);
      } catch (BadValueException e) {
        throw new IllegalStateException("no such number is generated", e);
      }
    } else if (feature instanceof Feature.Flag) {
      encoder.flag(out, i, values[i] == 1);
    } else {
      encoder.category(out, i, Integer.toString((int) values[i]));
    }
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
  public void close() {
    // Nothing is open.
  }
}
