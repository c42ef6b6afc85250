package io.thalweg.learner.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.drift.ReactionSpec.Change;
import io.thalweg.learner.drift.ReactionSpec.Recovery;
import io.thalweg.learner.drift.ReactionSpec.Releases;
import io.thalweg.learner.drift.ReactionSpec.Schedule;
import io.thalweg.model.evaluate.Outcome;
import io.thalweg.model.evaluate.Outcome.Classified;
import io.thalweg.model.feature.RowLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DriftMonitorTest {
  private static final Watch ADWIN =
      new Watch(new Signal.PredictionError(), new DriftSpec.Adwin(0.002));
  private static final Watch KSWIN =
      new Watch(new Signal.PredictionError(), new DriftSpec.Kswin(1e-4, 100, 30, 3));
  private static final Watch KS =
      new Watch(new Signal.NumericFeature("amount", 1), new DriftSpec.Ks(400, 100, 1e-4));
  private static final Watch LABEL =
      new Watch(new Signal.Label(), new DriftSpec.ChiSquare(400, 100, 1e-4));
  private static final Watch CATEGORY =
      new Watch(
          new Signal.CategoricalFeature("country", 0), new DriftSpec.ChiSquare(400, 100, 1e-4));
  private static final ReactionSpec REACTIONS =
      new ReactionSpec(
          new Change(0.25, 300),
          new Change(3, 700),
          Schedule.RESTART,
          640,
          0.5,
          Releases.HOLD,
          new Recovery(200, 0.2, 5_000));

  private final RowLayout layout = new RowLayout(2);
  private final List<Long> forgotten = new ArrayList<>();
  private final List<String> rates = new ArrayList<>();

  private final class Recorded implements Reactions {
    @Override
    public void forgetBefore(long eventTimeMillis) {
      forgotten.add(eventTimeMillis);
    }

    @Override
    public void boostLearningRate(double factor, long examples) {
      rates.add(factor + " for " + examples);
    }

    @Override
    public void restartLearningRate() {
      rates.add("restart");
    }
  }

  /** Example {@code i}, at second {@code i}. */
  private void observe(DriftMonitor monitor, int i, boolean wrong, float x, int country, int y) {
    ByteBuffer row = layout.newRow();
    row.putFloat(RowLayout.LABEL, y);
    row.putLong(RowLayout.EVENT_TIME, 1_000L * i);
    row.putInt(RowLayout.slotOffset(0, 0), country);
    row.putFloat(RowLayout.slotOffset(0, 1), x);
    Outcome outcome = new Classified(y, wrong ? 1 - y : y, 0.5, 0.5, 0.5, 0.25, true, true);
    monitor.observed(outcome, row, 0, new Recorded());
  }

  private void observe(DriftMonitor monitor, int i, SplittableRandom random, double errorRate) {
    observe(
        monitor,
        i,
        random.nextDouble() < errorRate,
        random.nextFloat(),
        random.nextInt(3),
        random.nextInt(2));
  }

  @Test
  void aDriftHoldsUntilTheErrorIsWhatItWasAndChangesEndWhenTheirExamplesHavePassed() {
    SplittableRandom random = new SplittableRandom(1);
    DriftMonitor monitor = new DriftMonitor(new DriftConfig(List.of(ADWIN), REACTIONS));
    int driftAt = -1;
    int recoveredAt = -1;
    for (int i = 0; i < 8_000; i++) {
      boolean before = monitor.isDrifting();
      observe(monitor, i, random, i < 3_000 || i >= 5_000 ? 0.1 : 0.5);
      if (monitor.isDrifting() && !before) {
        assertThat(driftAt).as("one drift").isEqualTo(-1);
        driftAt = i;
      }
      if (before && !monitor.isDrifting()) {
        recoveredAt = i;
      }
      if (driftAt >= 0) {
        assertThat(monitor.replayFactor()).isEqualTo(i - driftAt < 300 ? 0.25 : 1);
      }
    }
    assertThat(driftAt).isBetween(3_000, 3_150);
    assertThat(recoveredAt).isBetween(5_200, 6_500);
    assertThat(monitor.drifts()).containsExactly(1L);
    assertThat(rates).containsExactly("3.0 for 700", "restart");
    // The oldest of 640 examples, to the 64th part.
    assertThat(forgotten).hasSize(1);
    assertThat(forgotten.get(0) / 1_000 - (driftAt - 640)).isBetween(0L, 10L);
  }

  @Test
  void aStreamThatStaysHarderIsTakenAsItIsAfterAWhile() {
    SplittableRandom random = new SplittableRandom(2);
    DriftMonitor monitor = new DriftMonitor(new DriftConfig(List.of(ADWIN), REACTIONS));
    for (int i = 0; i < 12_000; i++) {
      observe(monitor, i, random, i < 3_000 ? 0.1 : 0.5);
      if (i > 3_200 && i < 7_900) {
        assertThat(monitor.isDrifting()).isTrue();
      }
    }
    assertThat(monitor.isDrifting()).isFalse();
    assertThat(monitor.drifts()).containsExactly(1L);
  }

  @Test
  void eachDetectorCountsADriftOnce() {
    SplittableRandom random = new SplittableRandom(3);
    DriftMonitor monitor = new DriftMonitor(new DriftConfig(List.of(ADWIN, KSWIN), REACTIONS));
    for (int i = 0; i < 4_000; i++) {
      observe(monitor, i, random, i < 3_000 ? 0.05 : i % 300 < 150 ? 0.5 : 0.95);
    }
    assertThat(monitor.drifts()).containsExactly(1L, 1L);
    assertThat(forgotten).hasSize(1);
  }

  @Test
  void featuresAndLabelsAreWatchedByThemselves() {
    for (int changed = 0; changed < 3; changed++) {
      SplittableRandom random = new SplittableRandom(4);
      DriftMonitor monitor =
          new DriftMonitor(new DriftConfig(List.of(KS, CATEGORY, LABEL), ReactionSpec.NONE));
      for (int i = 0; i < 2_000; i++) {
        boolean late = i >= 1_000;
        float x = random.nextFloat() + (late && changed == 0 ? 0.5f : 0);
        int country = late && changed == 1 ? 0 : random.nextInt(4) - 1;
        int y = random.nextDouble() < (late && changed == 2 ? 0.9 : 0.5) ? 1 : 0;
        observe(monitor, i, false, i % 50 == 7 ? Float.NaN : x, country, y);
      }
      for (int k = 0; k < 3; k++) {
        assertThat(monitor.drifts().get(k)).isEqualTo(k == changed ? 1 : 0);
      }
    }
  }

  /** Missing numbers are NaN in a row. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatIsMissingIsPassedOverByEveryDetector() {
    Signal amount = new Signal.NumericFeature("amount", 1);
    for (DriftSpec spec :
        List.of(
            new DriftSpec.Adwin(0.002),
            new DriftSpec.PageHinkley(30, 0.005, 20, 0.9999),
            new DriftSpec.Kswin(1e-6, 100, 30, 3),
            new DriftSpec.Ks(400, 100, 1e-4))) {
      SplittableRandom random = new SplittableRandom(7);
      DriftMonitor monitor =
          new DriftMonitor(new DriftConfig(List.of(new Watch(amount, spec)), ReactionSpec.NONE));
      for (int i = 0; i < 2_000; i++) {
        float x = random.nextFloat() + (i < 1_000 ? 0 : 0.9f);
        observe(monitor, i, false, i % 20 == 7 ? Float.NaN : x, 0, 0);
        if (i == 999) {
          assertThat(monitor.drifts()).as("%s before it drifts", spec).containsExactly(0L);
        }
      }
      assertThat(monitor.drifts()).as(spec.toString()).containsExactly(1L);
    }
  }

  @Test
  void aRestoredMonitorGoesOnToTheBitAndANewDetectorBeginsAnew() throws Exception {
    DriftConfig config = new DriftConfig(List.of(ADWIN, KS, LABEL), REACTIONS);
    for (int cut : new int[] {0, 10, 3_050, 3_200, 5_000}) {
      SplittableRandom random = new SplittableRandom(5);
      DriftMonitor uninterrupted = new DriftMonitor(config);
      for (int i = 0; i < cut; i++) {
        observe(uninterrupted, i, random, i < 3_000 ? 0.1 : 0.5);
      }
      DriftMonitor restored = new DriftMonitor(config);
      restored.read(in(bytes(uninterrupted)));
      DriftMonitor other = new DriftMonitor(new DriftConfig(List.of(CATEGORY, ADWIN), REACTIONS));
      other.read(in(bytes(uninterrupted)));
      assertThat(other.drifts()).containsExactly(0L, uninterrupted.drifts().get(0));
      assertThat(other.isDrifting()).isEqualTo(uninterrupted.isDrifting());
      SplittableRandom copy = new SplittableRandom(6);
      SplittableRandom again = new SplittableRandom(6);
      for (int i = cut; i < cut + 2_000; i++) {
        observe(uninterrupted, i, copy, 0.4);
        observe(restored, i, again, 0.4);
      }
      assertThat(bytes(restored)).isEqualTo(bytes(uninterrupted));
    }
  }

  @Test
  void version1OfTheBytesIsFixed() throws Exception {
    DriftMonitor monitor = new DriftMonitor(new DriftConfig(List.of(ADWIN), ReactionSpec.NONE));
    String identity = "Watch[signal=PredictionError[], spec=Adwin[delta=0.002]]";
    String zero = "0000000000000000";
    assertThat(HexFormat.of().formatHex(bytes(monitor)))
        .isEqualTo(
            "00000001"
                + zero.repeat(3) // episode: begun, age, error before
                + zero.repeat(4) // recent and steady mean
                + zero // left of replay
                + zero
                + "00000000" // times
                + "00000001" // detectors
                + "0038"
                + HexFormat.of().formatHex(identity.getBytes(StandardCharsets.UTF_8))
                + zero.repeat(2) // drifts, last episode
                + "0000002c"
                + "00000001"
                + zero.repeat(4)
                + "00000001"
                + "00000000");
  }

  private static byte[] bytes(DriftMonitor monitor) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    monitor.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
