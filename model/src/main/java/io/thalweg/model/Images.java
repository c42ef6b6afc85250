package io.thalweg.model;

import java.io.Serializable;

/**
 * The shape of an image that lies in a row of a matrix: one channel after the other, each by rows
 * from the top. Immutable.
 */
public record Images(int channels, int height, int width) implements Serializable {
  public Images {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "%d channels of %d x %d, want 1 or more of each".formatted(channels, height, width));
    }
  }

  /**
   * Where a kernel or a pool looks.
   *
   * @param size of its sides
   * @param stride from one place to the next
   * @param padding zeros around the image
   */
  public record Window(int size, int stride, int padding) implements Serializable {
    public Window {
      if (size < 1 || stride < 1 || padding < 0 || padding >= size) {
        throw new IllegalArgumentException(
            "size=%d, stride=%d, padding=%d, want 1 or more, 1 or more, and 0 to below size"
                .formatted(size, stride, padding));
      }
    }

    private int places(int length) {
      return (length + 2 * padding - size) / stride + 1;
    }
  }

  /** Columns of the matrix. */
  public int columns() {
    return Math.multiplyExact(Math.multiplyExact(channels, height), width);
  }

  /**
   * What comes of looking through a window at every place where it fits.
   *
   * @throws IllegalArgumentException when there is none
   */
  public Images through(Window window, int newChannels) {
    if (Math.min(height, width) + 2 * window.padding() < window.size()) {
      throw new IllegalArgumentException(
          "a window of %d x %d doesn't fit an image of %d x %d with a padding of %d"
              .formatted(window.size(), window.size(), height, width, window.padding()));
    }
    return new Images(newChannels, window.places(height), window.places(width));
  }
}
