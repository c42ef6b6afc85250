package io.thalweg.learner.train.graph;

/**
 * Products of row-major matrices that lie in one {@link Memory}, each given by its place. With
 * {@code keep} 1 the product is added to what C holds, with 0 it takes its place. Confined to one
 * thread.
 */
public interface Gemm {
  /** C = A B, with A (m, k), B (k, n), C (m, n). */
  void multiply(int m, int n, int k, int a, int b, int c, float keep);

  /** C = A^T B, with A (k, m), B (k, n), C (m, n). */
  void firstTransposed(int m, int n, int k, int a, int b, int c, float keep);

  /** C = A B^T, with A (m, k), B (n, k), C (m, n). */
  void secondTransposed(int m, int n, int k, int a, int b, int c, float keep);

  /** Makes the products of one engine. Thread-safe. */
  interface Kernel {
    Gemm over(Memory memory);

    /** What computes, in a word or two, for receipts. */
    String description();
  }
}
