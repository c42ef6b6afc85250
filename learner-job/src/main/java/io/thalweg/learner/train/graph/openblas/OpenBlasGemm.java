package io.thalweg.learner.train.graph.openblas;

import static org.bytedeco.openblas.global.openblas_full.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_full.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_full.CblasTrans;
import static org.bytedeco.openblas.global.openblas_full.cblas_sgemm;

import io.thalweg.learner.train.graph.Gemm;
import io.thalweg.learner.train.graph.Memory;
import org.bytedeco.javacpp.FloatPointer;

/**
 * OpenBLAS on the memory itself. Pointers are moved, not made, so that a product leaves no garbage;
 * the variants that take arrays would copy them. Confined to one thread.
 */
final class OpenBlasGemm implements Gemm {
  private final FloatPointer first;
  private final FloatPointer second;
  private final FloatPointer result;

  OpenBlasGemm(Memory memory) {
    first = new FloatPointer(memory.floatsView());
    second = new FloatPointer(memory.floatsView());
    result = new FloatPointer(memory.floatsView());
  }

  @Override
  public void multiply(int m, int n, int k, int a, int b, int c, float keep) {
    product(CblasNoTrans, CblasNoTrans, m, n, k, a, k, b, n, c, keep);
  }

  @Override
  public void firstTransposed(int m, int n, int k, int a, int b, int c, float keep) {
    product(CblasTrans, CblasNoTrans, m, n, k, a, m, b, n, c, keep);
  }

  @Override
  public void secondTransposed(int m, int n, int k, int a, int b, int c, float keep) {
    product(CblasNoTrans, CblasTrans, m, n, k, a, k, b, k, c, keep);
  }

  private void product(
      int turnA,
      int turnB,
      int m,
      int n,
      int k,
      int a,
      int lda,
      int b,
      int ldb,
      int c,
      float keep) {
    cblas_sgemm(
        CblasRowMajor,
        turnA,
        turnB,
        m,
        n,
        k,
        1,
        first.position(a),
        lda,
        second.position(b),
        ldb,
        keep,
        result.position(c),
        n);
  }
}
