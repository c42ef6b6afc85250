package io.thalweg.model.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class StandardizationTest {
  /** Columns of {@link Features#SPEC} that are standardized: the number and the vector. */
  private static final List<Integer> COLUMNS = List.of(0, 6, 7);

  /**
   * Sums travel as float32, and the first round's are shifted by 0: what is squared there is the
   * mean, not the deviation. Eight roundings cover the sums and the scale.
   */
  private static final double FLOAT32_ROUNDING = 8 * Math.pow(2, -24);

  @Test
  void mergedShardsHaveTheMeanAndVarianceOfAllRows() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<float[]> all = new ArrayList<>();
      Standardization standardization = new Standardization(Features.SPEC);
      for (int round = 0; round < 1 + random.nextInt(10); round++) {
        standardization.merge(reduced(random, standardization, all), 0);
      }
      for (int column : COLUMNS) {
        double[] values =
            all.stream().mapToDouble(row -> row[column]).filter(x -> !Double.isNaN(x)).toArray();
        double mean = DoubleStream.of(values).average().orElseThrow();
        double variance =
            DoubleStream.of(values).map(x -> (x - mean) * (x - mean)).sum() / (values.length - 1);
        double deviation = Math.sqrt(variance);
        String place = "seed=%d, column=%d".formatted(seed, column);
        assertThat((double) standardization.meanView()[column])
            .as(place)
            .isCloseTo(mean, within(1e-5 * deviation + 1e-6 * Math.abs(mean)));
        assertThat(standardization.scaleView()[column] * deviation)
            .as(place)
            .isCloseTo(1, within(FLOAT32_ROUNDING * (1 + mean * mean / variance)));
      }
    }
  }

  @Test
  void replicasThatMergeTheSameSumsHoldTheSameBits() {
    Random random = new Random(7);
    Standardization a = new Standardization(Features.SPEC);
    Standardization b = new Standardization(Features.SPEC);
    for (int round = 0; round < 20; round++) {
      if (round == 10) {
        Standardization restored = new Standardization(Features.SPEC);
        restored.fromState(b.toState());
        b = restored;
      }
      float[] sums = reduced(random, a, new ArrayList<>());
      a.merge(sums, 0);
      float[] shifted = new float[3 + sums.length];
      System.arraycopy(sums, 0, shifted, 3, sums.length);
      b.merge(shifted, 3);

      assertThat(b.toState()).isEqualTo(a.toState());
      assertThat(b.meanView()).isEqualTo(a.meanView());
      assertThat(b.scaleView()).isEqualTo(a.scaleView());
    }
  }

  @Test
  void columnsThatAreNotStandardizedKeepTheirValues() {
    Standardization standardization = new Standardization(Features.SPEC);
    assertThat(standardization.isUnseen()).isTrue();
    standardization.merge(reduced(new Random(1), standardization, new ArrayList<>()), 0);
    assertThat(standardization.isUnseen()).isFalse();
    assertThat(standardization.isTrivial()).isFalse();

    float[] rows = new float[16];
    rows[8 + 2] = 1;
    rows[8 + 5] = Float.NaN;
    rows[8] = Float.NaN;
    standardization.apply(rows, 2);

    assertThat(rows[8 + 2]).isEqualTo(1);
    assertThat(rows[8 + 5]).isZero();
    assertThat(rows[8]).isZero();
    assertThat(rows[0])
        .isEqualTo((0 - standardization.meanView()[0]) * standardization.scaleView()[0]);
  }

  @Test
  void aConstantColumnIsCentredButNotScaled() {
    Standardization standardization = new Standardization(Features.SPEC);
    double[] sums = new double[24];
    for (int i = 0; i < 5; i++) {
      standardization.accumulate(new float[] {3, 0, 0, 0, 0, 0, 0, 0}, 0, sums);
    }
    standardization.merge(toFloats(sums), 0);

    assertThat(standardization.meanView()[0]).isEqualTo(3);
    assertThat(standardization.scaleView()[0]).isEqualTo(1);
  }

  @Test
  void refusesTheStateOfAnotherSpec() {
    assertThatThrownBy(() -> new Standardization(Features.SPEC).fromState(new double[23]))
        .hasMessage("standardization state: length=23, expected=24");
  }

  /** What the learners of one round send: random shards, some rows missing, summed. */
  private static float[] reduced(Random random, Standardization shift, List<float[]> all) {
    float[] reduced = new float[24];
    for (int shard = 0; shard < 3; shard++) {
      double[] sums = new double[24];
      for (int i = 2 + random.nextInt(200); i > 0; i--) {
        float[] row = new float[8];
        for (int column : COLUMNS) {
          row[column] = (float) (50 * column - 100 + (1 + column) * random.nextGaussian());
        }
        if (random.nextInt(10) == 0) {
          row[COLUMNS.get(random.nextInt(3))] = Float.NaN;
        }
        shift.accumulate(row, 0, sums);
        all.add(row);
      }
      float[] sent = toFloats(sums);
      for (int i = 0; i < 24; i++) {
        reduced[i] += sent[i];
      }
    }
    return reduced;
  }

  private static float[] toFloats(double[] sums) {
    float[] out = new float[sums.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) sums[i];
    }
    return out;
  }
}
