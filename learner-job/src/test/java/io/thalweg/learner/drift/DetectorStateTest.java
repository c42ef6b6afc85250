package io.thalweg.learner.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DetectorStateTest {
  private static final List<DriftSpec> SPECS =
      List.of(
          new DriftSpec.Adwin(0.002),
          new DriftSpec.Ddm(30, 2, 3),
          new DriftSpec.HddmA(0.001, 0.005),
          new DriftSpec.HddmW(0.001, 0.005, 0.05),
          new DriftSpec.PageHinkley(30, 0.005, 20, 0.9999),
          new DriftSpec.Kswin(0.005, 100, 30, 7),
          new DriftSpec.Psi(200, 50, 10, 0.1, 0.2),
          new DriftSpec.Ks(200, 50, 0.01),
          new DriftSpec.ChiSquare(200, 50, 0.01));

  @Test
  void aRestoredDetectorGoesOnToTheBitAsIfNothingHadHappened() throws Exception {
    for (DriftSpec spec : SPECS) {
      int drifts = 0;
      for (int cut : new int[] {0, 1, 31, 99, 230, 777, 1_301}) {
        SplittableRandom random = new SplittableRandom(cut);
        DriftDetector uninterrupted = Detectors.open(spec);
        DriftDetector restored = Detectors.open(spec);
        for (int i = 0; i < 2_000; i++) {
          if (i == cut) {
            Streams.read(restored, Streams.bytes(uninterrupted));
          }
          double value = random.nextDouble() < (i / 500 % 2 == 0 ? 0.2 : 0.7) ? 1 : 0;
          DriftResult expected = uninterrupted.add(value);
          drifts += expected instanceof DriftResult.Drift ? 1 : 0;
          if (i >= cut) {
            assertThat(restored.add(value)).as("%s at %d", spec, i).isEqualTo(expected);
          }
        }
        assertThat(Streams.bytes(restored)).isEqualTo(Streams.bytes(uninterrupted));
      }
      assertThat(drifts).as("%s", spec).isPositive();
    }
  }

  /** Values 0, 1, 1; where there are windows, of two values and a reference of two. */
  @Test
  void version1OfTheBytesIsFixed() {
    Map<DriftSpec, String> golden =
        Map.of(
            new DriftSpec.Adwin(0.002),
            "00000001"
                + "0000000000000003"
                + "0000000000000003"
                + "4000000000000000"
                + "3fe5555555555555"
                + "00000001"
                + "00000003"
                + "0000000000000000"
                + "0000000000000000"
                + "3ff0000000000000"
                + "0000000000000000"
                + "3ff0000000000000"
                + "0000000000000000",
            new DriftSpec.Ddm(30, 2, 3),
            "00000001"
                + "0000000000000003"
                + "3fe5555555555555"
                + "7ff0000000000000"
                + "0000000000000000"
                + "0000000000000000",
            new DriftSpec.HddmA(0.001, 0.005),
            "00000001"
                + "0000000000000003"
                + "3fe5555555555555"
                + "0000000000000003"
                + "3fe5555555555555",
            new DriftSpec.PageHinkley(30, 0.5, 20, 1),
            "00000001" + "0000000000000003" + "3fe5555555555555" + "0000000000000000",
            new DriftSpec.Kswin(0.005, 4, 2, 7),
            "00000001" + "0000000000000000" + "00000003" + "00000000" + "3f8000003f800000",
            new DriftSpec.Ks(2, 2, 0.01),
            "00000001" + "00000002" + "000000003f800000" + "00000001" + "3f800000");
    golden.forEach(
        (spec, hex) -> {
          DriftDetector detector = Detectors.open(spec);
          for (double value : new double[] {0, 1, 1}) {
            detector.add(value);
          }
          assertThat(HexFormat.of().formatHex(Streams.bytes(detector)))
              .as("%s", spec)
              .isEqualTo(hex);
        });
  }

  @Test
  void anUnknownVersionIsRefused() {
    for (DriftSpec spec : SPECS) {
      byte[] bytes = Streams.bytes(Detectors.open(spec));
      bytes[3] = 2;
      assertThatThrownBy(() -> Streams.read(Detectors.open(spec), bytes))
          .hasMessageContaining("has version 2, this release of Thalweg reads 1");
    }
  }
}
