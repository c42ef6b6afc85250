package io.thalweg.learner.train.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.train.graph.openblas.OpenBlas;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GemmTest {
  /** m, n, k. */
  private static final List<int[]> SIZES =
      List.of(
          new int[] {1, 1, 1},
          new int[] {1, 7, 4},
          new int[] {3, 1, 5},
          new int[] {5, 3, 1},
          new int[] {17, 33, 9},
          new int[] {64, 2, 130});

  static Stream<Gemm.Kernel> kernels() {
    return Stream.of(GraphEngines.javaKernel(), OpenBlas.load());
  }

  /** How a product is called, and whether a matrix lies turned. */
  private interface Product {
    void of(Gemm gemm, int[] size, int a, int b, int c, float keep);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void multipliesRowsByColumns(Gemm.Kernel kernel) {
    check(
        kernel, false, false, (g, s, a, b, c, keep) -> g.multiply(s[0], s[1], s[2], a, b, c, keep));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void multipliesWithTheFirstTransposed(Gemm.Kernel kernel) {
    check(
        kernel,
        true,
        false,
        (g, s, a, b, c, keep) -> g.firstTransposed(s[0], s[1], s[2], a, b, c, keep));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void multipliesWithTheSecondTransposed(Gemm.Kernel kernel) {
    check(
        kernel,
        false,
        true,
        (g, s, a, b, c, keep) -> g.secondTransposed(s[0], s[1], s[2], a, b, c, keep));
  }

  private static void check(Gemm.Kernel kernel, boolean turnA, boolean turnB, Product product) {
    SplittableRandom random = new SplittableRandom(5);
    for (int[] size : SIZES) {
      int m = size[0];
      int n = size[1];
      int k = size[2];
      // Between them a number that nobody may change.
      int a = 1;
      int b = a + m * k + 1;
      int c = b + k * n + 1;
      float[] all = new float[c + m * n + 1];
      for (int i = 0; i < all.length; i++) {
        all[i] = (float) random.nextDouble(-1, 1);
      }
      for (float keep : new float[] {0, 1}) {
        Memory memory = new Memory(all.length);
        memory.write(0, all, all.length);
        product.of(kernel.over(memory), size, a, b, c, keep);
        for (int r = 0; r < m; r++) {
          for (int s = 0; s < n; s++) {
            double sum = keep * all[c + r * n + s];
            for (int p = 0; p < k; p++) {
              float x = all[a + (turnA ? p * m + r : r * k + p)];
              float y = all[b + (turnB ? s * k + p : p * n + s)];
              sum += (double) x * y;
            }
            assertThat((double) memory.read(c + r * n + s)).isCloseTo(sum, within(1e-5));
          }
        }
        for (int i = 0; i < all.length; i++) {
          if (i < c || i == c + m * n) {
            assertThat(memory.read(i)).as("%d isn't C's", i).isEqualTo(all[i]);
          }
        }
      }
    }
  }
}
