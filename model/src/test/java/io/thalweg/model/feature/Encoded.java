package io.thalweg.model.feature;

import java.nio.ByteBuffer;
import java.util.List;

/** Features with a row of theirs, from values to columns, for tests. */
final class Encoded {
  final RowEncoder encoder;
  final ByteBuffer row;
  private final DenseEncoder dense;

  Encoded(Feature... features) {
    FeatureSpec spec = new FeatureSpec(List.of(features));
    this.encoder = new RowEncoder(spec);
    this.dense = new DenseEncoder(spec);
    this.row = encoder.layout().newRow();
    encoder.clear(row);
  }

  int slot(int slot) {
    return row.getInt(RowLayout.slotOffset(0, slot));
  }

  float[] columns() {
    float[] out = new float[dense.width()];
    dense.expand(row, 0, out, 0);
    return out;
  }

  /** The bucket that a text has by itself. */
  static int bucket(String text, int buckets) {
    Encoded one = new Encoded(new Feature.Categorical("c", "c", buckets));
    one.encoder.category(one.row, 0, text);
    return one.slot(0);
  }
}
