package io.thalweg.collective.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.collective.Outcome;
import io.thalweg.collective.Transport;
import io.thalweg.collective.Vectors;
import io.thalweg.collective.World;
import io.thalweg.collective.compress.MatrixLayout.Matrix;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LowRankTest {

  private static final Matrix WIDE = new Matrix(3, 20, 30);
  private static final Matrix TINY = new Matrix(603, 2, 2);
  private static final Matrix TALL = new Matrix(610, 40, 12);

  private static final MatrixLayout LAYOUT = new MatrixLayout(1_100, List.of(WIDE, TINY, TALL));

  /** Vectors at random; each matrix a sum of so many products of a column with a row. */
  private static float[] ofRank(int rank, long seed, int worldRank) {
    float[] values = Vectors.random(seed, worldRank, LAYOUT.length());
    for (Matrix matrix : List.of(WIDE, TALL)) {
      double[] sum = new double[matrix.size()];
      for (int r = 0; r < rank; r++) {
        // all ranks share the columns, so that the sum over ranks has no higher rank
        float[] column = Vectors.random(900 + r, 0, matrix.rows());
        float[] row = Vectors.random(seed + 17L * (r + 1), worldRank, matrix.columns());
        for (int i = 0; i < sum.length; i++) {
          sum[i] += (double) column[i / matrix.columns()] * row[i % matrix.columns()];
        }
      }
      for (int i = 0; i < sum.length; i++) {
        values[matrix.offset() + i] = (float) sum[i];
      }
    }
    return values;
  }

  private static double[] serialSum(int rank, int rounds, int worldSize) {
    double[] sum = new double[LAYOUT.length()];
    for (int round = 0; round < rounds; round++) {
      for (int r = 0; r < worldSize; r++) {
        float[] values = ofRank(rank, round, r);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += values[i];
        }
      }
    }
    return sum;
  }

  @Test
  void isExactWhereTheSumsRankIsNotHigherAndTheSameOnAllRanks() {
    for (int worldSize : new int[] {1, 3}) {
      try (World world = new World(Transport.IN_PROCESS, worldSize)) {
        for (int rank = 1; rank <= 3; rank++) {
          int matrixRank = rank;
          List<Outcome<float[]>> outcomes =
              world.inGeneration(
                  communicator -> {
                    float[] mine = ofRank(matrixRank, 0, communicator.rank());
                    new PowerSgdAllReduce(LAYOUT, 3, 1).sum(communicator, mine, 1, World.PATIENCE);
                    return mine;
                  });
          double[] expected = serialSum(rank, 1, worldSize);
          for (Outcome<float[]> outcome : outcomes) {
            assertThat(outcome.value()).containsExactly(outcomes.get(0).value());
            for (int i = 0; i < expected.length; i++) {
              assertThat(Math.abs(outcome.value()[i] - expected[i])).isLessThan(3e-5);
            }
          }
        }
      }
    }
  }

  @Test
  void missesAHigherRankAndErrorFeedbackKeepsExactlyWhatItMissed() {
    try (World world = new World(Transport.IN_PROCESS, 2)) {
      int rounds = 20;
      List<Outcome<double[]>> outcomes =
          world.inGeneration(
              communicator -> {
                PowerSgdAllReduce sum = new PowerSgdAllReduce(LAYOUT, 2, 1);
                double[] results = new double[LAYOUT.length()];
                for (int round = 0; round < rounds; round++) {
                  float[] mine = ofRank(5, round, communicator.rank());
                  sum.sum(communicator, mine, round, World.PATIENCE);
                  sum.commit();
                  for (int i = 0; i < mine.length; i++) {
                    results[i] += mine[i];
                  }
                }
                // what is held back comes with the next sums, of nothing new
                double before = distance(results, serialSum(5, rounds, 2));
                for (int round = rounds; round < rounds + 10; round++) {
                  float[] mine = new float[LAYOUT.length()];
                  sum.sum(communicator, mine, round, World.PATIENCE);
                  sum.commit();
                  for (int i = 0; i < mine.length; i++) {
                    results[i] += mine[i];
                  }
                }
                return new double[] {before, distance(results, serialSum(5, rounds, 2))};
              });
      for (Outcome<double[]> outcome : outcomes) {
        assertThat(outcome.value()[0]).isGreaterThan(1);
        assertThat(outcome.value()[1]).isLessThan(1e-3);
      }
    }
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += Math.pow(a[i] - b[i], 2);
    }
    return Math.sqrt(squares);
  }

  @Test
  void findsANewDirectionAfterARoundOfZeros() {
    try (World world = new World(Transport.IN_PROCESS, 1)) {
      Outcome<float[]> outcome =
          world
              .inGeneration(
                  communicator -> {
                    PowerSgdAllReduce sum = new PowerSgdAllReduce(LAYOUT, 2, 1);
                    sum.sum(communicator, new float[LAYOUT.length()], 1, World.PATIENCE);
                    sum.commit();
                    float[] mine = ofRank(2, 5, 0);
                    sum.sum(communicator, mine, 2, World.PATIENCE);
                    return mine;
                  })
              .get(0);
      float[] expected = ofRank(2, 5, 0);
      for (int i = 0; i < expected.length; i++) {
        assertThat(Math.abs(outcome.value()[i] - expected[i])).isLessThan(3e-5f);
      }
    }
  }

  @Test
  void reducesTheBytesThatItsFormulaSays() {
    int vectors = 1_100 - WIDE.size() - TALL.size();
    assertThat(new PowerSgdAllReduce(LAYOUT, 2, 1).reducedBytes())
        .isEqualTo(4L * (2 * (20 + 30 + 40 + 12) + vectors));
  }

  @Test
  void refusesLayoutsThatOverlapOrLeaveTheVector() {
    for (List<Matrix> matrices :
        List.of(List.of(WIDE, new Matrix(602, 1, 1)), List.of(new Matrix(1_099, 1, 2)))) {
      assertThatThrownBy(() -> new MatrixLayout(1_100, matrices))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("matrices must ascend, without overlap, within the vector");
    }
  }
}
