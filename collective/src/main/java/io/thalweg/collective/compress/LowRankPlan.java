package io.thalweg.collective.compress;

import io.thalweg.collective.compress.MatrixLayout.Matrix;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the parts of a vector lie in what PowerSGD reduces: first all P, then all vectors; in the
 * second sum all Q. Threads: immutable.
 *
 * @param pLength of all P together
 * @param vectors the parts that go as they are
 */
record LowRankPlan(
    int length, List<LowRankMatrix> matrices, List<Block> vectors, int pLength, int qLength) {

  /** Matrices that P and Q together wouldn't make smaller count as vectors. */
  static LowRankPlan of(MatrixLayout layout, int rank) {
    if (rank < 1) {
      throw new IllegalArgumentException("rank must be at least 1: rank=" + rank);
    }
    List<LowRankMatrix> matrices = new ArrayList<>();
    List<Block> vectors = new ArrayList<>();
    long pLength = 0;
    long qLength = 0;
    int next = 0;
    for (Matrix matrix : layout.matrices()) {
      if ((long) rank * ((long) matrix.rows() + matrix.columns()) < matrix.size()) {
        LowRankMatrix lowRank = new LowRankMatrix(matrix, rank);
        matrices.add(lowRank);
        pLength += lowRank.pLength();
        qLength += lowRank.qLength();
        vectors.add(new Block(next, matrix.offset()));
        next = matrix.offset() + matrix.size();
      }
    }
    vectors.add(new Block(next, layout.length()));
    return new LowRankPlan(
        layout.length(),
        List.copyOf(matrices),
        List.copyOf(vectors),
        Math.toIntExact(pLength),
        Math.toIntExact(qLength));
  }

  int firstLength() {
    return pLength + vectors.stream().mapToInt(Block::length).sum();
  }

  int qStart(int matrix) {
    return matrices.subList(0, matrix).stream().mapToInt(LowRankMatrix::qLength).sum();
  }

  /** All P, then all vectors. */
  float[] project(float[] values, float[] q) {
    float[] first = new float[firstLength()];
    int pStart = 0;
    int qStart = 0;
    for (LowRankMatrix matrix : matrices) {
      matrix.project(values, q, qStart, first, pStart);
      pStart += matrix.pLength();
      qStart += matrix.qLength();
    }
    for (Block vector : vectors) {
      System.arraycopy(values, vector.start(), first, pStart, vector.length());
      pStart += vector.length();
    }
    return first;
  }

  void orthonormalize(float[] first) {
    int pStart = 0;
    for (LowRankMatrix matrix : matrices) {
      matrix.orthonormalize(first, pStart);
      pStart += matrix.pLength();
    }
  }

  float[] projectBack(float[] values, float[] first) {
    float[] q = new float[qLength];
    int pStart = 0;
    int qStart = 0;
    for (LowRankMatrix matrix : matrices) {
      matrix.projectBack(values, first, pStart, q, qStart);
      pStart += matrix.pLength();
      qStart += matrix.qLength();
    }
    return q;
  }

  /** The matrices, within a vector that is zero elsewhere. */
  float[] expand(float[] first, float[] q) {
    float[] values = new float[length];
    int pStart = 0;
    int qStart = 0;
    for (LowRankMatrix matrix : matrices) {
      matrix.expand(first, pStart, q, qStart, values);
      pStart += matrix.pLength();
      qStart += matrix.qLength();
    }
    return values;
  }

  void copyVectors(float[] from, float[] to) {
    for (Block vector : vectors) {
      System.arraycopy(from, vector.start(), to, vector.start(), vector.length());
    }
  }

  void unpackVectors(float[] first, float[] values) {
    int start = pLength;
    for (Block vector : vectors) {
      System.arraycopy(first, start, values, vector.start(), vector.length());
      start += vector.length();
    }
  }
}
