package io.thalweg.collective.compress;

import java.util.List;

/**
 * Where the matrices of a flat vector lie, by ascending offset and without overlap; what lies
 * between them are vectors. Immutable.
 *
 * @param length of the whole vector
 */
public record MatrixLayout(int length, List<Matrix> matrices) {

  /** Row by row from an offset on. */
  public record Matrix(int offset, int rows, int columns) {
    public Matrix {
      if (offset < 0 || rows < 1 || columns < 1 || (long) rows * columns > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "no matrix: offset=" + offset + ", rows=" + rows + ", columns=" + columns);
      }
    }

    int size() {
      return rows * columns;
    }

    long end() {
      return (long) offset + size();
    }
  }

  public MatrixLayout {
    matrices = List.copyOf(matrices);
    long end = 0;
    for (Matrix matrix : matrices) {
      if (matrix.offset() < end || matrix.end() > length) {
        throw new IllegalArgumentException(
            "matrices must ascend, without overlap, within the vector: matrix="
                + matrix
                + ", after="
                + end
                + ", length="
                + length);
      }
      end = matrix.end();
    }
  }
}
