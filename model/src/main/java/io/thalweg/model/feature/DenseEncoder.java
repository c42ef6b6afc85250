package io.thalweg.model.feature;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Expands a projected row into the columns of the dense input: float32, (width), not yet
 * standardized, NaN where a number is missing. Thread-safe.
 */
public final class DenseEncoder {
  private final List<Feature> features;
  private final int width;

  public DenseEncoder(FeatureSpec spec) {
    this.features = spec.features();
    this.width = spec.width();
  }

  public int width() {
    return width;
  }

  /**
   * Writes {@code width()} columns from {@code out[outOffset]} on.
   *
   * @param rows little endian
   * @param rowOffset where the row starts, absolute
   */
  public void expand(ByteBuffer rows, int rowOffset, float[] out, int outOffset) {
    int slot = RowLayout.slotOffset(rowOffset, 0);
    int column = outOffset;
    for (Feature f : features) {
      expand(f, rows, slot, out, column);
      slot += 4 * f.slots();
      column += f.width();
    }
  }

  private static void expand(Feature f, ByteBuffer rows, int slot, float[] out, int column) {
    if (f instanceof Feature.Categorical c) {
      Columns.category(rows.getInt(slot), c.buckets(), c.embedding(), out, column);
    } else if (f instanceof CrossFeature c) {
      Columns.category(Columns.bucket(c, rows, slot), c.buckets(), c.embedding(), out, column);
    } else if (f instanceof MultiValuedFeature || f instanceof TextFeature) {
      Columns.buckets(f, rows, slot, out, column);
    } else if (f instanceof TimeFeature) {
      Columns.cycles(f.slots(), rows, slot, out, column);
    } else if (f instanceof Feature.Numeric n && n.hasQuantiles()) {
      Arrays.fill(out, column, column + n.width(), rows.getFloat(slot));
    } else if (f instanceof VocabularyFeature) {
      int key = Math.max(0, rows.getInt(slot)); // missing is 0
      Arrays.fill(out, column, column + f.width(), key);
    } else if (f instanceof ImageFeature i) {
      Columns.image(i.shape(), rows, slot, out, column);
    } else {
      for (int i = 0; i < f.slots(); i++) {
        out[column + i] = rows.getFloat(slot + 4 * i);
      }
      for (int i = f.slots(); i < f.width(); i++) { // of a sequence, what is there
        out[column + i] = Float.isNaN(out[column + i - f.slots()]) ? 0f : 1f;
      }
    }
  }
}
