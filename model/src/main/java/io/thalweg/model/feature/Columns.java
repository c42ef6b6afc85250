package io.thalweg.model.feature;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What slots become as columns of the dense input, one method for each kind. A slot is where it
 * lies in the buffer, a column where in the array. Stateless.
 */
final class Columns {
  private static final double TURN = 2 * Math.PI;

  private Columns() {}

  /** One-hot, or a number from 1 on. */
  static void category(int bucket, int buckets, int embedding, float[] out, int column) {
    if (embedding > 0) {
      out[column] = bucket + 1;
      return;
    }
    Arrays.fill(out, column, column + buckets, 0f);
    if (bucket >= 0) {
      out[column + bucket] = 1f;
    }
  }

  /**
   * The bucket of crossed values, -1 where one of them is missing. Each hash is added to those
   * before it by an exclusive or, a product and MurmurHash3's finalizer, so that their order
   * counts.
   */
  static int bucket(CrossFeature cross, ByteBuffer rows, int slot) {
    int h = 0;
    for (int i = 0; i < cross.slots(); i++) {
      int hash = rows.getInt(slot + 4 * i);
      if (hash == RowEncoder.MISSING) {
        return RowEncoder.MISSING;
      }
      h = RowEncoder.mixed((h ^ hash) * 0x9E3779B1);
    }
    return Integer.remainderUnsigned(h, cross.buckets());
  }

  /** Numbers from 1 on and then 0; or how often each bucket is there, or its share. */
  static void buckets(Feature f, ByteBuffer rows, int slot, float[] out, int column) {
    Arrays.fill(out, column, column + f.width(), 0f);
    boolean numbers = f.vectors().isPresent();
    int count = 0;
    for (; count < f.slots(); count++) {
      int bucket = rows.getInt(slot + 4 * count);
      if (bucket < 0) {
        break;
      }
      if (numbers) {
        out[column + count] = bucket + 1;
      } else {
        out[column + bucket]++;
      }
    }
    if (!numbers && count > 0 && isMean(f)) {
      for (int i = 0; i < f.width(); i++) {
        out[column + i] /= count;
      }
    }
  }

  private static boolean isMean(Feature f) {
    return (f instanceof MultiValuedFeature m && m.combine() == Combine.MEAN)
        || (f instanceof TextFeature t && t.combine() == Combine.MEAN);
  }

  /** The sine and the cosine of each phase, the same to the bit on every machine. */
  static void cycles(int count, ByteBuffer rows, int slot, float[] out, int column) {
    for (int i = 0; i < count; i++) {
      double angle = TURN * rows.getFloat(slot + 4 * i);
      out[column + 2 * i] = (float) StrictMath.sin(angle);
      out[column + 2 * i + 1] = (float) StrictMath.cos(angle);
    }
  }

  /** Bytes with their channels side by side become channels one after the other, from 0 to 1. */
  static void image(ImageFeature.Shape shape, ByteBuffer rows, int slot, float[] out, int column) {
    if (rows.getInt(slot) == RowEncoder.MISSING) {
      Arrays.fill(out, column, column + shape.bytes(), Float.NaN);
      return;
    }
    int pixels = shape.height() * shape.width();
    int at = slot + 4;
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < shape.channels(); c++) {
        out[column + c * pixels + p] = (rows.get(at++) & 0xFF) / 255f;
      }
    }
  }
}
