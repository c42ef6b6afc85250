package io.thalweg.learner.drift;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Where the implementations of River, as its documentation prints it, find the changes of its own
 * example streams: 1,000 values of one distribution, then 1,000 of another.
 */
class PublishedDetectionsTest {
  private static double[] fromBitsToFourToSeven() {
    PythonRandom random = new PythonRandom(12345);
    return Streams.join(random.choices(0, 2, 1_000), random.choices(4, 8, 1_000));
  }

  private static double[] fromHalfToSevenTenths() {
    PythonRandom random = new PythonRandom(42);
    return Streams.join(random.choices(0, 2, 1_000), random.bits(1_000, 0.3));
  }

  @Test
  void theGeneratorIsPythons() {
    assertThat(new PythonRandom(42).random()).isEqualTo(0.6394267984578837);
    double[] stream = fromBitsToFourToSeven();
    assertThat(stream[1_023]).isEqualTo(4);
    assertThat(stream[1_006]).isEqualTo(5);
    assertThat(stream[1_016]).isEqualTo(6);
  }

  @Test
  void adwin() {
    assertThat(Streams.drifts(Detectors.open(new DriftSpec.Adwin(0.002)), fromBitsToFourToSeven()))
        .startsWith(1_023);
  }

  @Test
  void ddm() {
    DriftSpec spec = new DriftSpec.Ddm(30, 2, 3);
    double[] stream = fromHalfToSevenTenths();
    assertThat(Streams.drifts(Detectors.open(spec), stream)).containsExactly(1_334);
    assertThat(Streams.warnings(Detectors.open(spec), stream)).containsExactly(1_084, 1_492);
  }

  @Test
  void hddmA() {
    DriftSpec spec = new DriftSpec.HddmA(0.001, 0.005);
    double[] stream = fromHalfToSevenTenths();
    assertThat(Streams.drifts(Detectors.open(spec), stream)).containsExactly(1_206);
    assertThat(Streams.warnings(Detectors.open(spec), stream)).containsExactly(451);
  }

  @Test
  void hddmW() {
    DriftSpec spec = new DriftSpec.HddmW(0.001, 0.005, 0.05);
    double[] stream = fromHalfToSevenTenths();
    assertThat(Streams.drifts(Detectors.open(spec), stream)).containsExactly(1_077);
    assertThat(Streams.warnings(Detectors.open(spec), stream)).containsExactly(451);
  }

  @Test
  void pageHinkley() {
    DriftSpec spec = new DriftSpec.PageHinkley(30, 0.005, 50, 0.9999);
    assertThat(Streams.drifts(Detectors.open(spec), fromBitsToFourToSeven()))
        .containsExactly(1_006);
  }

  /** The new values lie above all old ones, so that it doesn't matter which are drawn. */
  @Test
  void kswin() {
    DriftSpec spec = new DriftSpec.Kswin(0.0001, 100, 30, 42);
    assertThat(Streams.drifts(Detectors.open(spec), fromBitsToFourToSeven()))
        .containsExactly(1_016);
  }
}
