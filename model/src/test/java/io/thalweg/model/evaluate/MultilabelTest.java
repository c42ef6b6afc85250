package io.thalweg.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.Head;
import io.thalweg.model.evaluate.Outcome.Matches;
import io.thalweg.model.evaluate.Outcome.Multilabelled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MultilabelTest {
  private static final Head THREE = new Head.Multilabel(3);

  /** Worked out by hand, row by row. */
  private static final float[][] TARGETS = {{1, 0, 1}, {0, 0, 0}, {1, 1, 1}, {1, 1, 1}};

  private static final float[][] OUTPUTS = {
    {0.9f, 0.2f, 0.5f}, {0.1f, 0.6f, 0.1f}, {0.9f, 0.4f, 0.8f}, {0.5f, 0.5f, 0.5f}
  };

  @Test
  void aSmallTableComesOutAsByHand() {
    Prequential prequential = new Prequential(THREE);
    Outcome last = null;
    for (int i = 0; i < 4; i++) {
      last = prequential.add(TARGETS[i], 0, OUTPUTS[i], 0);
    }

    // Predicted {0,2}, {1}, {0,2}, {0,1,2}: hits 2+0+2+3, extra 0+1+0+0, missed 0+0+1+0.
    // The set before: {}, {0,2}, {}, {0,1,2}: hits 0+0+0+3, extra 0+2+0+0, missed 2+0+3+0.
    // In more than half of the sets before: {}, {0,2}, {}, {0,2}.
    assertThat(last)
        .isEqualTo(
            new Multilabelled(
                3, Math.log(2), new Matches(3, 0, 0), new Matches(3, 0, 0), new Matches(2, 0, 1)));
    Map<String, Double> metrics = prequential.sumsView().metrics();
    assertThat(metrics.get("accuracy")).isEqualTo(0.5);
    assertThat(metrics.get("hamming_loss")).isCloseTo(2 / 12.0, within(1e-15));
    assertThat(metrics.get("f1_micro")).isCloseTo(14 / 16.0, within(1e-15));
    assertThat(metrics.get("baseline_no_change")).isEqualTo(0.25);
    assertThat(metrics.get("baseline_no_change_hamming_loss")).isCloseTo(7 / 12.0, within(1e-15));
    assertThat(metrics.get("baseline_no_change_f1_micro")).isCloseTo(6 / 13.0, within(1e-15));
    assertThat(metrics.get("baseline_majority")).isEqualTo(0);
    assertThat(metrics.get("baseline_majority_hamming_loss")).isCloseTo(8 / 12.0, within(1e-15));
    assertThat(prequential.counts().accuracy()).isEqualTo(0.5);
    assertThat(prequential.counts().metrics(THREE))
        .containsOnlyKeys("accuracy", "logloss", "baseline_no_change", "baseline_majority");
    assertThat(prequential.auc()).isNaN();
  }

  @Test
  void logLossIsTheMeanOverLabelsOfWhatEachIsWorthAlone() {
    Random random = new Random(3);
    Prequential together = new Prequential(THREE);
    Prequential[] alone = new Prequential[3];
    Arrays.setAll(alone, i -> new Prequential(new Head.Binary()));
    for (int n = 0; n < 200; n++) {
      float[] targets = new float[5];
      float[] outputs = new float[4];
      for (int i = 0; i < 3; i++) {
        targets[2 + i] = random.nextInt(2);
        outputs[1 + i] = n % 7 == 0 ? 0 : random.nextFloat();
        alone[i].add(targets[2 + i], outputs, 1 + i);
      }
      together.add(targets, 2, outputs, 1);
    }
    double logLoss = 0;
    double wrong = 0;
    for (Prequential p : alone) {
      logLoss += p.counts().logLoss() / 3;
      wrong += (1 - p.counts().accuracy()) / 3;
    }
    assertThat(together.counts().logLoss()).isCloseTo(logLoss, within(1e-9));
    assertThat(together.sumsView().metrics().get("logloss")).isCloseTo(logLoss, within(1e-9));
    assertThat(together.sumsView().metrics().get("hamming_loss"))
        .as("the share of labels that a classifier each would get wrong")
        .isCloseTo(wrong, within(1e-12));
  }

  @Test
  void aWindowCountsItsExamplesOnly() {
    PrequentialEvaluator evaluator = PrequentialEvaluator.slidingWindow(THREE, 2);
    for (int i = 0; i < 4; i++) {
      evaluator.add(TARGETS[i], 0, OUTPUTS[i], 0);
    }
    assertThat(evaluator.metrics().get("hamming_loss")).isCloseTo(1 / 6.0, within(1e-12));
    assertThat(evaluator.metrics()).doesNotContainKey("auc");
  }

  @Test
  void restoredFiguresGoOnAsIfNothingHappened() throws IOException {
    Prequential interrupted = new Prequential(THREE);
    Prequential uninterrupted = new Prequential(THREE);
    for (int i = 0; i < 4; i++) {
      interrupted.add(TARGETS[i], 0, OUTPUTS[i], 0);
      uninterrupted.add(TARGETS[i], 0, OUTPUTS[i], 0);
      interrupted = Prequential.read(THREE, in(bytes(interrupted)));
    }
    assertThat(bytes(interrupted)).isEqualTo(bytes(uninterrupted));
    assertThat(interrupted.counts()).isEqualTo(uninterrupted.counts());
  }

  @Test
  void version3OfTheBytesIsFixedAndKeptFromOtherHeads() throws IOException {
    Prequential prequential = new Prequential(THREE);
    prequential.add(new float[] {1, 0, 1}, 0, new float[] {1, 0, 0.5f}, 0);
    byte[] bytes = bytes(prequential);
    String hex = HexFormat.of().formatHex(bytes);
    String logLoss = HexFormat.of().toHexDigits(Double.doubleToLongBits(Math.log(2) / 3));
    assertThat(hex)
        .isEqualTo(
            "00000003"
                + "00000000"
                + "0000000000000001"
                + "0000000000000001"
                + logLoss
                + "0000000000000000".repeat(4)
                + "00000000" // no classes
                + "00000003" // labels
                + "0000000000000001"
                + "0000000000000001" // sets, then how many had each
                + "0000000000000000"
                + "0000000000000001"
                + "00000001" // the set before
                + "00000005"
                + "00000000"
                + "00000011" // sums
                + "3ff0000000000000"
                + logLoss
                + "3ff0000000000000"
                + "0000000000000000"
                + "4000000000000000"
                + "0000000000000000".repeat(2)
                + ("0000000000000000"
                        + "3fe5555555555555" // two labels of three missed
                        + "0000000000000000".repeat(2)
                        + "4000000000000000")
                    .repeat(2));

    assertThatThrownBy(() -> Prequential.read(new Head.Binary(), in(bytes)))
        .hasMessage("prequential state: classes=0, expected=2");
    assertThatThrownBy(() -> Prequential.read(new Head.Multilabel(4), in(bytes)))
        .hasMessage("prequential state: labels=3, expected=4");
    byte[] other = bytes(new Prequential(new Head.Regression()));
    assertThatThrownBy(() -> Prequential.read(THREE, in(other)))
        .hasMessage("prequential state: labels=0, expected=3");
  }

  private static byte[] bytes(Prequential prequential) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    prequential.write(new DataOutputStream(out));
    return out.toByteArray();
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
