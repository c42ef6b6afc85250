package io.thalweg.learner.train.graph;

import java.util.Arrays;

/**
 * Products in plain Java: four rows of B at a time are added to a row of C, in a loop over arrays,
 * which the JVM's compiler turns into vector instructions. Confined to one thread.
 */
final class JavaGemm implements Gemm {
  static final Kernel KERNEL =
      new Kernel() {
        @Override
        public Gemm over(Memory memory) {
          return new JavaGemm(memory);
        }

        @Override
        public String description() {
          return "java";
        }
      };

  private final Memory memory;
  private float[] left = {};
  private float[] right = {};
  private float[] product = {};
  private float[] turned = {};

  private JavaGemm(Memory memory) {
    this.memory = memory;
  }

  @Override
  public void multiply(int m, int n, int k, int a, int b, int c, float keep) {
    left = read(a, m * k, left);
    right = read(b, k * n, right);
    product(m, n, k, left, right, c, keep);
  }

  @Override
  public void firstTransposed(int m, int n, int k, int a, int b, int c, float keep) {
    left = read(a, k * m, left);
    right = read(b, k * n, right);
    turned = transpose(left, k, m, turned);
    product(m, n, k, turned, right, c, keep);
  }

  @Override
  public void secondTransposed(int m, int n, int k, int a, int b, int c, float keep) {
    left = read(a, m * k, left);
    right = read(b, n * k, right);
    turned = transpose(right, n, k, turned);
    product(m, n, k, left, turned, c, keep);
  }

  private void product(int m, int n, int k, float[] a, float[] b, int c, float keep) {
    product = atLeast(m * n, product);
    if (keep == 0) {
      Arrays.fill(product, 0, m * n, 0);
    } else {
      memory.read(c, product, m * n);
    }
    int fours = k - k % 4;
    for (int p = 0; p < fours; p += 4) {
      for (int i = 0; i < m; i++) {
        addFour(product, i * n, b, p * n, n, a, i * k + p);
      }
    }
    for (int p = fours; p < k; p++) {
      for (int i = 0; i < m; i++) {
        addOne(product, i * n, b, p * n, n, a[i * k + p]);
      }
    }
    memory.write(c, product, m * n);
  }

  private static void addFour(float[] c, int ci, float[] b, int b0, int n, float[] a, int ai) {
    float x0 = a[ai];
    float x1 = a[ai + 1];
    float x2 = a[ai + 2];
    float x3 = a[ai + 3];
    int b1 = b0 + n;
    int b2 = b1 + n;
    int b3 = b2 + n;
    for (int j = 0; j < n; j++) {
      c[ci + j] += x0 * b[b0 + j] + x1 * b[b1 + j] + x2 * b[b2 + j] + x3 * b[b3 + j];
    }
  }

  private static void addOne(float[] c, int ci, float[] b, int bi, int n, float x) {
    for (int j = 0; j < n; j++) {
      c[ci + j] += x * b[bi + j];
    }
  }

  private float[] read(int at, int length, float[] room) {
    float[] out = atLeast(length, room);
    memory.read(at, out, length);
    return out;
  }

  private static float[] transpose(float[] from, int rows, int columns, float[] room) {
    float[] to = atLeast(rows * columns, room);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        to[c * rows + r] = from[r * columns + c];
      }
    }
    return to;
  }

  private static float[] atLeast(int length, float[] room) {
    return room.length < length ? new float[length] : room;
  }
}
