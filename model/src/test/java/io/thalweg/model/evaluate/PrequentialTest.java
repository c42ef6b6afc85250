package io.thalweg.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.Head;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrequentialTest {
  private static final int V1_BYTES = 4 + 4 + 7 * 8 + 4 + 2 * 8;

  @Test
  void figuresOfAClassifierEqualANaiveRecomputation() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      int classes = 2 + random.nextInt(4);
      Head head = classes == 2 ? new Head.Binary() : new Head.Multiclass(classes);
      int n = 1 + random.nextInt(200);
      int[] labels = random.ints(n, 0, classes).toArray();
      float[][] probabilities = new float[n][classes];
      Prequential prequential = new Prequential(head);
      for (int i = 0; i < n; i++) {
        fillProbabilities(random, probabilities[i]);
        float[] outputs = new float[classes + 1];
        System.arraycopy(probabilities[i], classes == 2 ? 1 : 0, outputs, 1, head.outputs());
        prequential.add(labels[i], outputs, 1);
      }

      PrequentialCounts counts = prequential.counts();

      assertThat(counts.examples()).isEqualTo(n);
      assertThat(counts.accuracy())
          .isEqualTo(rate(n, i -> naiveArgMax(probabilities[i]) == labels[i]));
      assertThat(counts.noChangeAccuracy())
          .isEqualTo(rate(n, i -> (i == 0 ? 0 : labels[i - 1]) == labels[i]));
      assertThat(counts.majorityAccuracy())
          .isEqualTo(rate(n, i -> naiveMajority(labels, i, classes) == labels[i]));
      assertThat(counts.logLoss())
          .isCloseTo(
              IntStream.range(0, n)
                  .mapToDouble(i -> -Math.log(Math.max(1e-15, probabilities[i][labels[i]])))
                  .average()
                  .orElseThrow(),
              within(1e-6));
      assertThat(counts.metrics(head).keySet())
          .containsExactly("accuracy", "logloss", "baseline_no_change", "baseline_majority");
    }
  }

  @Test
  void figuresOfARegressionEqualANaiveRecomputation() {
    Prequential prequential = new Prequential(new Head.Regression());
    prequential.add(3, new float[] {1}, 0);
    prequential.add(5, new float[] {9, 6}, 1);

    PrequentialCounts counts = prequential.counts();

    assertThat(counts.rootMeanSquaredError()).isEqualTo(Math.sqrt((4 + 1) / 2.0));
    assertThat(counts.noChangeRootMeanSquaredError()).isEqualTo(Math.sqrt((9 + 4) / 2.0));
    assertThat(counts.metrics(new Head.Regression()).keySet())
        .containsExactly("rmse", "baseline_no_change");
  }

  @Test
  void aCertainAndWrongAnswerCostsTheClippedLogarithm() {
    for (float output : new float[] {0, Float.NaN}) {
      Prequential prequential = new Prequential(new Head.Binary());
      prequential.add(1, new float[] {output}, 0);
      assertThat(prequential.counts().logLoss()).isEqualTo(-Math.log(1e-15));
    }
  }

  @Test
  void ratesOverNoExamplesAreNaN() {
    assertThat(PrequentialCounts.NONE.accuracy()).isNaN();
    assertThat(PrequentialCounts.NONE.logLoss()).isNaN();
  }

  @Test
  void countsOfSeveralLearnersAddUp() {
    PrequentialCounts a = new PrequentialCounts(4, 3, 2.5, 1, 2, 0.5, 0.25);
    PrequentialCounts b = new PrequentialCounts(10, 20, 30, 40, 50, 60, 70);

    assertThat(a.plus(b)).isEqualTo(new PrequentialCounts(14, 23, 32.5, 41, 52, 60.5, 70.25));
    assertThat(a.plus(PrequentialCounts.NONE)).isEqualTo(a);
  }

  @Test
  void restoredFiguresGoOnAsIfNothingHappened() throws Exception {
    for (Head head : List.of(new Head.Binary(), new Head.Multiclass(3), new Head.Regression())) {
      Random random = new Random(3);
      Prequential prequential = new Prequential(head);
      for (int i = 0; i < 40; i++) {
        if (i == 20) {
          prequential = Prequential.read(head, in(bytes(prequential)));
        }
        prequential.add(random.nextInt(2), new float[] {random.nextFloat(), 0.3f, 0.2f}, 0);
      }
      Random again = new Random(3);
      Prequential uninterrupted = new Prequential(head);
      for (int i = 0; i < 40; i++) {
        uninterrupted.add(again.nextInt(2), new float[] {again.nextFloat(), 0.3f, 0.2f}, 0);
      }
      assertThat(prequential.counts()).isEqualTo(uninterrupted.counts());
      assertThat(bytes(prequential)).isEqualTo(bytes(uninterrupted));
    }
  }

  @Test
  void version2OfTheBytesIsFixedAndVersion1IsRead() throws Exception {
    Prequential prequential = new Prequential(new Head.Binary());
    prequential.add(1, new float[] {0.75f}, 0);
    prequential.add(0, new float[] {0.5f}, 0);
    byte[] bytes = bytes(prequential);
    String hex = HexFormat.of().formatHex(bytes);
    assertThat(hex).startsWith("00000002" + "00000000" + "0000000000000002" + "0000000000000001");
    assertThat(bytes).hasSize(V1_BYTES + 8 + 40 * 8 + 12 + 2 * 5);
    assertThat(hex.substring(2 * V1_BYTES))
        .isEqualTo(
            "00000002"
                + "00000028" // classes, sums
                + "4000000000000000"
                + "3ff0000000000000" // weight, right
                + hex.substring(2 * 24, 2 * 32) // log loss, as in the counts
                + "3fd4000000000000" // 1/16 + 1/4
                + "0000000000000000"
                + "0000000000000000" // no change, majority
                + "0000000000000000".repeat(7)
                + "3fe0000000000000" // confidence 0.5, in the eighth of 15 bins
                + "0000000000000000".repeat(3)
                + "3fe8000000000000" // 0.75, in the twelfth
                + "0000000000000000".repeat(3 + 11)
                + "3ff0000000000000" // and that is right
                + "0000000000000000".repeat(3)
                + "0000000000000000"
                + "4000000000000000" // predicted
                + "3ff0000000000000"
                + "3ff0000000000000" // seen
                + "000003e8"
                + "0000000000000002" // curve: window, added
                + "3f40000001"
                + "3f00000000");

    byte[] old = Arrays.copyOf(bytes, V1_BYTES);
    old[3] = 1;
    Prequential read = Prequential.read(new Head.Binary(), in(old));
    assertThat(read.counts()).isEqualTo(prequential.counts());
    assertThat(read.sumsView().weight()).isZero();
    read.add(0, new float[] {0.1f}, 0);
    assertThat(read.counts().examples()).isEqualTo(3);
    assertThat(read.counts().noChangeCorrect()).isEqualTo(1);
    assertThat(read.sumsView().metrics().get("kappa_temporal")).isNaN();
  }

  @Test
  void refusesLabelsOutsideOfTheHeadAndStatesOfOtherHeadsAndVersions() throws Exception {
    for (float label : new float[] {-1, 2, 0.5f, Float.NaN}) {
      assertThatThrownBy(() -> new Prequential(new Head.Binary()).add(label, new float[1], 0))
          .hasMessage("label=" + label + ", want a class from 0 to 1");
    }
    byte[] bytes = bytes(new Prequential(new Head.Binary()));
    assertThatThrownBy(() -> Prequential.read(new Head.Multiclass(3), in(bytes)))
        .hasMessage("prequential state: classes=2, expected=3");
    bytes[3] = 4;
    assertThatThrownBy(() -> Prequential.read(new Head.Binary(), in(bytes)))
        .hasMessage("prequential state has version 4, this release of Thalweg reads up to 3");
  }

  /** Some rows are certain, so that the clip is met. */
  private static void fillProbabilities(Random random, float[] row) {
    if (random.nextInt(5) == 0) {
      row[random.nextInt(row.length)] = 1;
      return;
    }
    double sum = 0;
    double[] weights = random.doubles(row.length).toArray();
    for (double w : weights) {
      sum += w;
    }
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) (weights[i] / sum);
    }
    if (row.length == 2) {
      row[0] = 1 - row[1];
    }
  }

  private static double rate(int n, IntPredicate correct) {
    return (double) IntStream.range(0, n).filter(correct).count() / n;
  }

  private static int naiveArgMax(float[] row) {
    double max = IntStream.range(0, row.length).mapToDouble(i -> row[i]).max().orElseThrow();
    return IntStream.range(0, row.length).filter(i -> row[i] == max).findFirst().orElseThrow();
  }

  private static int naiveMajority(int[] labels, int until, int classes) {
    long[] counts = new long[classes];
    for (int i = 0; i < until; i++) {
      counts[labels[i]]++;
    }
    long max = Arrays.stream(counts).max().orElseThrow();
    return IntStream.range(0, classes).filter(c -> counts[c] == max).findFirst().orElseThrow();
  }

  private static byte[] bytes(Prequential prequential) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    prequential.write(new DataOutputStream(out));
    return out.toByteArray();
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  @Test
  void ofQuantilesTheOneNearestToTheMedianIsMeasured() {
    Head head = new Head.Quantile(List.of(0.1, 0.4, 0.7, 0.9));
    Prequential prequential = new Prequential(head);

    prequential.add(5, new float[] {0, 0, 9, 3, 9, 9}, 2);

    assertThat(prequential.counts().rootMeanSquaredError()).isEqualTo(2);
    assertThat(prequential.counts().metrics(head)).containsOnlyKeys("rmse", "baseline_no_change");
  }
}
