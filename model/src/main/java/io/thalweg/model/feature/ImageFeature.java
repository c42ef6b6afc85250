package io.thalweg.model.feature;

import java.io.Serializable;

/**
 * An image of bytes, row by row from the top, the channels of a pixel side by side. Its columns are
 * the bytes divided by 255, one channel after the other, each by rows, as a convolution reads them.
 * A row keeps four bytes in a slot, behind one that says whether there is an image. Immutable.
 */
public record ImageFeature(String name, String field, Shape shape, Scaling scaling)
    implements Feature {

  /** Immutable. */
  public record Shape(int channels, int height, int width) implements Serializable {
    public Shape {
      if (channels < 1 || height < 1 || width < 1) {
        throw new IllegalArgumentException(
            "%d channels of %d x %d, want 1 or more of each".formatted(channels, height, width));
      }
    }

    /** Of one image. */
    public int bytes() {
      return Math.multiplyExact(Math.multiplyExact(channels, height), width);
    }
  }

  @Override
  public int slots() {
    return 1 + (shape.bytes() + Integer.BYTES - 1) / Integer.BYTES;
  }

  @Override
  public int width() {
    return shape.bytes();
  }

  @Override
  public boolean holdsNumbers() {
    return false;
  }
}
