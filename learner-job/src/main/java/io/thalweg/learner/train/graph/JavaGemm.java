package io.thalweg.learner.train.graph;

import java.util.Arrays;

/**
 * Products in plain Java: four rows of B at a time are added to a row of C. Each row is an array of
 * its own, because only so does the JVM's compiler turn the loop into vector instructions; with
 * rows within one array it takes five times as long. Confined to one thread.
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

  private static final float[] NONE = {};

  private final Memory memory;
  private float[] left = NONE;
  private float[] turned = NONE;
  private float[] row = NONE;
  private float[][] right = {};

  private JavaGemm(Memory memory) {
    this.memory = memory;
  }

  @Override
  public void multiply(int m, int n, int k, int a, int b, int c, float keep) {
    left = read(a, m * k, left);
    rowsOf(b, k, n);
    product(m, n, k, left, c, keep);
  }

  @Override
  public void firstTransposed(int m, int n, int k, int a, int b, int c, float keep) {
    left = read(a, k * m, left);
    rowsOf(b, k, n);
    turned = transpose(left, k, m, turned);
    product(m, n, k, turned, c, keep);
  }

  @Override
  public void secondTransposed(int m, int n, int k, int a, int b, int c, float keep) {
    left = read(b, n * k, left);
    turned = transpose(left, n, k, turned);
    room(k, n);
    for (int p = 0; p < k; p++) {
      System.arraycopy(turned, p * n, right[p], 0, n);
    }
    left = read(a, m * k, left);
    product(m, n, k, left, c, keep);
  }

  private void product(int m, int n, int k, float[] a, int c, float keep) {
    row = atLeast(n, row);
    int fours = k - k % 4;
    for (int i = 0; i < m; i++) {
      if (keep == 0) {
        Arrays.fill(row, 0, n, 0);
      } else {
        memory.read(c + i * n, row, n);
      }
      int at = i * k;
      for (int p = 0; p < fours; p += 4) {
        addFour(row, n, p, a, at + p);
      }
      for (int p = fours; p < k; p++) {
        addOne(row, n, right[p], a[at + p]);
      }
      memory.write(c + i * n, row, n);
    }
  }

  private void addFour(float[] c, int n, int p, float[] a, int at) {
    addFour(
        c,
        n,
        right[p],
        right[p + 1],
        right[p + 2],
        right[p + 3],
        a[at],
        a[at + 1],
        a[at + 2],
        a[at + 3]);
  }

  private static void addFour(
      float[] c,
      int n,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float a0,
      float a1,
      float a2,
      float a3) {
    for (int j = 0; j < n; j++) {
      c[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
    }
  }

  private static void addOne(float[] c, int n, float[] b, float a) {
    for (int j = 0; j < n; j++) {
      c[j] += a * b[j];
    }
  }

  private void rowsOf(int b, int k, int n) {
    room(k, n);
    for (int p = 0; p < k; p++) {
      memory.read(b + p * n, right[p], n);
    }
  }

  /** Rows that are long enough, kept from product to product. */
  private void room(int k, int n) {
    if (right.length < k) {
      int before = right.length;
      right = Arrays.copyOf(right, k);
      Arrays.fill(right, before, k, NONE);
    }
    for (int p = 0; p < k; p++) {
      right[p] = atLeast(n, right[p]);
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
